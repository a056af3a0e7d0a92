namespace Interop.Protocol.PolicyApi;

/// <summary>What a version would have done with the archived events of the last days (spec 7.8). Counts grow while it runs.</summary>
public sealed record DryRunView
{
    /// <summary>UUID version 7.</summary>
    public required string Id { get; init; }

    public required string Policy { get; init; }

    public required int Version { get; init; }

    /// <summary>running, done, cancelled or failed.</summary>
    public required string State { get; init; }

    public required string By { get; init; }

    public required string Started { get; init; }

    public string? Ended { get; init; }

    /// <summary>Events of its time that were looked at, of about how many records.</summary>
    public required long Looked { get; init; }

    /// <summary>Records that are behind it, and how many there are in all: its progress.</summary>
    public required long Read { get; init; }

    public required long Records { get; init; }

    /// <summary>Events that could not be judged: the body is gone, sealed or damaged, or the policy failed.</summary>
    public required long NotJudged { get; init; }

    /// <summary>Outcomes: allow, flag, warn, redact, hold, review, block.</summary>
    public required DryRunCount[] Outcomes { get; init; }

    /// <summary>Events with a hit, by groups of their senders; of senders in none under a name that is empty.</summary>
    public required DryRunCount[] Groups { get; init; }

    /// <summary>Events with a hit, by day (UTC).</summary>
    public required DryRunCount[] Days { get; init; }

    /// <summary>The version in force that it was compared with; absent for none.</summary>
    public int? ComparedWith { get; init; }

    /// <summary>Events that it hits and the one in force does not, and the other way round.</summary>
    public required long NewHits { get; init; }

    public required long HitsGone { get; init; }

    /// <summary>Records of the first events that it hits, and of those that the one in force hits alone. Who may read records may open them.</summary>
    public required long[] Examples { get; init; }

    public required long[] ExamplesGone { get; init; }
}
