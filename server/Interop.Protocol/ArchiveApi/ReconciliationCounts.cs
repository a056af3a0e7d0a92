namespace Interop.Protocol.ArchiveApi;

/// <summary>What became of what came in, in numbers (spec 08.13). Events are counted once, deliveries once for each recipient.</summary>
public sealed record ReconciliationCounts
{
    /// <summary>Events that came in and were answered.</summary>
    public long Received { get; init; }

    /// <summary>Of those: archived with a place in their room.</summary>
    public long Archived { get; init; }

    /// <summary>Of those: archived as refused.</summary>
    public long Refused { get; init; }

    /// <summary>Of those: archived on their way to the hub of their room, from where they come back.</summary>
    public long SentOut { get; init; }

    /// <summary>Deliveries at once.</summary>
    public long Delivered { get; init; }

    /// <summary>Deliveries that had to wait.</summary>
    public long Held { get; init; }

    /// <summary>Recipients who do not get an event.</summary>
    public long Withheld { get; init; }

    /// <summary>Deliveries that waited, and were made.</summary>
    public long Released { get; init; }

    /// <summary>Deliveries that a bridge or peer says were made.</summary>
    public long Reported { get; init; }

    /// <summary>Deliveries that a bridge or peer says failed.</summary>
    public long Failed { get; init; }

    /// <summary>Events that a policy of the book could not judge, so that the failure policy did; absent for none.</summary>
    public long? Unjudged { get; init; }
}
