namespace Interop.Protocol.ArchiveApi;

/// <summary>The books of one day without the lines of rooms and people (spec 08.13). The signed report is that of the day.</summary>
public sealed record ReconciliationDay
{
    /// <summary>yyyy-MM-dd, UTC.</summary>
    public required string Date { get; init; }

    /// <summary>When it was made, RFC 3339 UTC.</summary>
    public required string At { get; init; }

    /// <summary>The day is over, and the report is in the archive.</summary>
    public required bool Final { get; init; }

    /// <summary>All of it.</summary>
    public required ReconciliationCounts Totals { get; init; }

    /// <summary>By source: client, admin, bridge:network, federation:peer.</summary>
    public required ReconciliationLine[] Sources { get; init; }

    /// <summary>What is not explained; none when the books balance.</summary>
    public required ReconciliationGap[] Gaps { get; init; }
}
