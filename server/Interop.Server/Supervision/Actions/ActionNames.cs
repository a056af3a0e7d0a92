namespace Interop.Server.Supervision.Actions;

/// <summary>What can be done with an item (spec 07.9).</summary>
internal static class ActionNames
{
    public const string Claim = "claim";
    public const string Release = "release";
    public const string Assign = "assign";
    public const string Escalate = "escalate";
    public const string Close = "close";
    public const string Reopen = "reopen";
    public const string Note = "note";
    public const string Unmask = "unmask";
    public const string Notify = "notify";

    public static readonly IReadOnlyList<string> All = [Claim, Release, Assign, Escalate, Close, Reopen, Note, Unmask, Notify];
}
