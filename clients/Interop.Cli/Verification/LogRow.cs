namespace Interop.Cli.Verification;

/// <summary>A row of the log as it is stored.</summary>
/// <param name="Leaf">Index in the Merkle log.</param>
/// <param name="Kind">The server's column; the record says it too.</param>
/// <param name="RoomRow">The server's column.</param>
/// <param name="Seq">The server's column; the record says it too.</param>
/// <param name="Record">Canonical JSON of the fixed part: the leaf.</param>
/// <param name="Body">Canonical JSON of content, provenance and salt, or null.</param>
internal sealed record LogRow(long Leaf, string Kind, long? RoomRow, long? Seq, byte[] Record, byte[]? Body)
{
    /// <summary>There is a body, and no key here that opens it.</summary>
    public bool IsClosed { get; init; }
}
