namespace Interop.Protocol.ArchiveApi;

/// <summary>The books of one day, UTC (spec 08.13): what came in, what became of it, and what is not explained.</summary>
public sealed record ReconciliationReport
{
    /// <summary>Name of the log.</summary>
    public required string Log { get; init; }

    /// <summary>yyyy-MM-dd.</summary>
    public required string Date { get; init; }

    /// <summary>When it was made, RFC 3339 UTC.</summary>
    public required string At { get; init; }

    /// <summary>The day is over, and the report is in the archive.</summary>
    public required bool Final { get; init; }

    /// <summary>Index of the day's first record.</summary>
    public required long First { get; init; }

    /// <summary>Index after its last.</summary>
    public required long Next { get; init; }

    /// <summary>All of it.</summary>
    public required ReconciliationCounts Totals { get; init; }

    /// <summary>By source: client, admin, bridge:network, federation:peer.</summary>
    public required ReconciliationLine[] Sources { get; init; }

    /// <summary>By room, at most 10,000.</summary>
    public required ReconciliationLine[] Rooms { get; init; }

    /// <summary>By who sent, at most 10,000.</summary>
    public required ReconciliationLine[] People { get; init; }

    /// <summary>What is not explained; none when the books balance.</summary>
    public required ReconciliationGap[] Gaps { get; init; }

    /// <summary>Detached JWS of purpose checkpoint over JCS of all the rest.</summary>
    public string? Signature { get; init; }
}
