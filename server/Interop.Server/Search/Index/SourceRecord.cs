namespace Interop.Server.Search.Index;

/// <summary>A record as the indexer reads it from the log.</summary>
internal sealed class SourceRecord
{
    public long Leaf { get; init; }

    public string Kind { get; init; } = "";

    public long? RoomRow { get; init; }

    public long? Seq { get; init; }

    public byte[] Record { get; init; } = [];

    /// <summary>The body as it is stored.</summary>
    public byte[]? Cell { get; init; }

    /// <summary>The body in the clear; null also while it is sealed.</summary>
    public byte[]? Body { get; set; }

    /// <summary>Not to be read yet: its sender was not told of the recording.</summary>
    public bool Sealed { get; init; }

    /// <summary>Its body has ended, and what was indexed of it too.</summary>
    public bool Ended { get; init; }

    /// <summary>Retention classes, as a JSON list; null when it has none.</summary>
    public string? Classes { get; init; }
}
