using Interop.Web.Sessions;

namespace Interop.Web.Places;

/// <summary>
/// Which pages there are and who may see them, here and nowhere else. It decides what is shown; the server refuses by its own permissions whatever a page
/// asks for.
/// </summary>
public static class AllPlaces
{
    public static readonly Place Chat = new("/chat", "Chat", "chat", Workspace.Chat, [], "Who wrote to me?");

    public static readonly IReadOnlyList<Place> All =
    [
        Chat,
        new("/overview", "Overview", "pulse", Workspace.Compliance, [RoleNames.Operator, RoleNames.Records, RoleNames.Examiner, RoleNames.Admin], "Is everything that should be captured captured, right now?"),
        new("/bridges", "Bridges", "bridge", Workspace.Compliance, RoleRights.Health.Roles, "What is connected, how late, what is lost in translation?"),
        new("/alarms", "Alarms", "alert", Workspace.Compliance, RoleRights.Health.Roles, "What stands to be looked at, since when, and what is to be done?"),
        new("/live", "Live", "live", Workspace.Compliance, [RoleNames.Reviewer, RoleNames.Supervisor], "What is happening in the rooms that I may observe?"),
        new("/review", "Review", "review", Workspace.Compliance, [RoleNames.Reviewer, RoleNames.Supervisor, RoleNames.Examiner], "What is next, why was it flagged, what do I decide?"),
        new("/search", "Search", "search", Workspace.Compliance, [RoleNames.Reviewer, RoleNames.Supervisor, RoleNames.Investigator, RoleNames.Records, RoleNames.Privacy, RoleNames.Examiner], "Where is it?"),
        new("/cases", "Cases and holds", "case", Workspace.Compliance, [RoleNames.Records, RoleNames.Investigator], "What is preserved for whom, since when, proven how?"),
        new("/retention", "Retention", "clock", Workspace.Compliance, [RoleNames.Records], "How long is what kept, what is due, and who has approved its end?"),
        new("/exports", "Exports", "export", Workspace.Compliance, [RoleNames.Investigator, RoleNames.Records, RoleNames.Privacy, RoleNames.Examiner], "What left the house, complete or not, verified by whom?"),
        new("/privacy", "Privacy", "privacy", Workspace.Compliance, [RoleNames.Privacy], "Whose request is due when, what may be erased, what may not and why?"),
        new("/policies", "Policies", "policy", Workspace.Compliance, [RoleNames.Policy, RoleNames.Examiner], "What applies to whom from when, what would this change have done last month?"),
        new("/supervision", "Supervision", "filter", Workspace.Compliance, [RoleNames.Policy, RoleNames.Reviewer, RoleNames.Supervisor, RoleNames.Examiner], "Who reviews what of whom, and how are samples drawn?"),
        new("/people", "People and hours", "people", Workspace.Compliance, [RoleNames.Policy, RoleNames.Operator, RoleNames.Admin], "Who may be reached now, why not, and until when?"),
        new("/reports", "Reports", "report", Workspace.Compliance, [RoleNames.Reviewer, RoleNames.Supervisor, RoleNames.Examiner], "How much was reviewed, of whom, and what came of it?"),
        new("/reports/labour", "After-hours work", "clock", Workspace.Compliance, [RoleNames.Records, RoleNames.Privacy, RoleNames.Supervisor], "Who worked outside of the hours, how long, and do they agree?"),
        new("/reports/reconciliation", "Reconciliation", "gap", Workspace.Compliance, [RoleNames.Operator, RoleNames.Records, RoleNames.Examiner, RoleNames.Admin], "Does what came in agree with what was archived, day by day?"),
        new("/audit", "Audit", "audit", Workspace.Compliance, [RoleNames.Reviewer, RoleNames.Supervisor, RoleNames.Examiner], "Who looked at or changed what?"),
        new("/accounts", "Accounts", "people", Workspace.Compliance, [RoleNames.Admin], "Who may sign in, and what may each role do?"),
        new("/archive", "Archive", "archive", Workspace.Compliance, [RoleNames.Reviewer, RoleNames.Investigator, RoleNames.Records, RoleNames.Privacy, RoleNames.Examiner], "Can I prove this record?"),
    ];

    /// <summary>The place that an address belongs to; null of addresses that everybody may open.</summary>
    public static Place? Of(string path) => All.Where(place => IsBelow(path, place.Path)).MaxBy(place => place.Path.Length);

    public static bool MayOpen(WebSession session, Place place) =>
        place.Workspace == Workspace.Chat ? session.Seats.Count > 0 : session.Has(place.Roles);

    public static IEnumerable<Place> For(WebSession session) => All.Where(place => MayOpen(session, place));

    /// <summary>Where somebody begins: the first page that the roles open.</summary>
    public static string Start(WebSession session) => For(session).OrderByDescending(place => place.Workspace).FirstOrDefault()?.Path ?? "/account";

    private static bool IsBelow(string path, string of) => path.Equals(of, StringComparison.OrdinalIgnoreCase) || path.StartsWith(of + "/", StringComparison.OrdinalIgnoreCase);
}
