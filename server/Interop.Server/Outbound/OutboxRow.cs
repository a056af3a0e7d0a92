namespace Interop.Server.Outbound;

/// <summary>A record on its way to a peer.</summary>
/// <param name="Leaf">Index of the record.</param>
/// <param name="Lane">event, or report for what became of it for our people.</param>
/// <param name="Room">Row of its room: the order within it is kept.</param>
/// <param name="Kind">Kind of the record.</param>
internal sealed record OutboxRow(long Leaf, string Lane, long Room, string Kind)
{
    public const string EventLane = "event";
    public const string ReportLane = "report";
}
