namespace Interop.Notes;

/// <summary>Types of signatures of C2SP signed notes that are known here.</summary>
public static class NoteTypes
{
    /// <summary>Ed25519 over the note's text.</summary>
    public const byte Ed25519 = 1;

    /// <summary>ECDSA P-256 with SHA-256 over the note's text, ASN.1 DER: what archives sign their heads with (spec 08).</summary>
    public const byte Ecdsa = 2;

    /// <summary>Ed25519 of a witness over cosignature/v1, a time and the note's text (C2SP tlog-cosignature).</summary>
    public const byte Cosignature = 4;
}
