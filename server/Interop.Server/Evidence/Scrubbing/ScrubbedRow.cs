namespace Interop.Server.Evidence.Scrubbing;

/// <summary>A row of the table of records, as it is stored.</summary>
internal sealed class ScrubbedRow
{
    public long Leaf { get; init; }

    public string Kind { get; init; } = "";

    public long? Seq { get; init; }

    public byte[] Record { get; init; } = [];

    /// <summary>Encrypted.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body that was delivered in its place, encrypted.</summary>
    public byte[]? Redaction { get; init; }

    public byte[]? Attestation { get; init; }

    /// <summary>The record that ended the body.</summary>
    public long? Ended { get; init; }
}
