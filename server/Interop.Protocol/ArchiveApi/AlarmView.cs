namespace Interop.Protocol.ArchiveApi;

/// <summary>Something that somebody must look at, or that was over (spec 08.13).</summary>
public sealed record AlarmView
{
    /// <summary>What it is about, such as bridgeAway or scrubFault.</summary>
    public required string Kind { get; init; }

    /// <summary>Of what: a network, a provider, a record, a file.</summary>
    public required string Subject { get; init; }

    /// <summary>One sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>Since when, RFC 3339 UTC.</summary>
    public required string RaisedAt { get; init; }

    /// <summary>Index of its record; absent until it is archived.</summary>
    public long? Index { get; init; }

    /// <summary>When it was over; absent while it stands.</summary>
    public string? ClearedAt { get; init; }

    /// <summary>Index of the record of its end.</summary>
    public long? ClearedIndex { get; init; }
}
