namespace Interop.Server.Supervision;

/// <summary>States of an item (spec 07.9).</summary>
internal static class ItemStates
{
    public const string New = "new";
    public const string Claimed = "claimed";
    public const string Escalated = "escalated";
    public const string Closed = "closed";
    public const string Reopened = "reopened";

    public static readonly IReadOnlyList<string> All = [New, Claimed, Escalated, Closed, Reopened];
}
