namespace Interop.Protocol.ArchiveApi;

/// <summary>Whether what should be captured is captured, in numbers (spec 08.13): of hours, of networks, and of what waits. Nothing of content.</summary>
public sealed record TrafficView
{
    /// <summary>When this was so, RFC 3339 UTC.</summary>
    public required string At { get; init; }

    /// <summary>Records in the log.</summary>
    public required long Records { get; init; }

    /// <summary>Records that are counted in the hours; fewer than there are while the counting catches up.</summary>
    public required long Counted { get; init; }

    /// <summary>Events that are held for somebody now.</summary>
    public required long Held { get; init; }

    /// <summary>Since when the one that is held longest waits, RFC 3339 UTC.</summary>
    public string? HeldSince { get; init; }

    /// <summary>The networks that are connected by bridges.</summary>
    public required NetworkHealth[] Networks { get; init; }

    /// <summary>Hours with records, oldest first; hours without any are left out.</summary>
    public required TrafficHour[] Hours { get; init; }
}
