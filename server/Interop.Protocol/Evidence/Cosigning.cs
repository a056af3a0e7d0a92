using System.Buffers;
using Interop.Protocol.Encoding;
using Interop.Protocol.Signatures;

namespace Interop.Protocol.Evidence;

/// <summary>
/// A witness's signature under another log's checkpoint (spec 08): detached JWS of purpose checkpoint over JCS({at, checkpoint}). The note's text
/// is signed, not its signatures.
/// </summary>
public static class Cosigning
{
    /// <param name="key">The witness's key for checkpoints.</param>
    /// <param name="note">A checkpoint that was verified.</param>
    /// <param name="at">RFC 3339 UTC with milliseconds.</param>
    /// <exception cref="FormatException">It is no signed note.</exception>
    public static string Sign(SigningKey key, string note, string at) => DetachedJws.Sign(key, Payload(note, at) ?? throw new FormatException("a signed note expected"));

    /// <summary>Whether the witness has signed this checkpoint at that time. Any input is answered, none throws.</summary>
    public static bool Verify(string signature, string note, string at, VerificationKey witness)
    {
        ArgumentNullException.ThrowIfNull(witness);
        return note is not null && at is not null && Payload(note, at) is { } payload
            && DetachedJws.Verify(signature, payload, kid => kid == witness.KeyId ? witness : null, KeyPurposes.Checkpoint);
    }

    private static byte[]? Payload(string note, string at)
    {
        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || note.Length > Checkpoint.NoteLengthMax)
            return null;
        var output = new ArrayBufferWriter<byte>(256);
        try
        {
            output.Write("{\"at\":"u8);
            CanonicalJson.WriteString(at, output);
            output.Write(",\"checkpoint\":"u8);
            CanonicalJson.WriteString(note.AsSpan(0, blank + 1), output);
            output.Write("}"u8);
        }
        catch (MalformedJsonException)
        {
            return null; // half a surrogate pair
        }
        return output.WrittenSpan.ToArray();
    }
}
