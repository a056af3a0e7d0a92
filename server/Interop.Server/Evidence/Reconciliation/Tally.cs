using Interop.Protocol.ArchiveApi;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>Counts while they grow.</summary>
internal sealed class Tally
{
    public long Archived { get; set; }

    public long Refused { get; set; }

    public long SentOut { get; set; }

    public long Delivered { get; set; }

    public long Held { get; set; }

    public long Withheld { get; set; }

    public long Released { get; set; }

    public long Reported { get; set; }

    public long Failed { get; set; }

    public long Unjudged { get; set; }

    public ReconciliationCounts Counts() => new()
    {
        Received = Archived + Refused + SentOut,
        Archived = Archived,
        Refused = Refused,
        SentOut = SentOut,
        Delivered = Delivered,
        Held = Held,
        Withheld = Withheld,
        Released = Released,
        Reported = Reported,
        Failed = Failed,
        Unjudged = Unjudged == 0 ? null : Unjudged,
    };
}
