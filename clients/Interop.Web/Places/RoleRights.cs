namespace Interop.Web.Places;

/// <summary>What each role may do, for people who give roles. The server decides; a test compares this with what it refuses.</summary>
public static class RoleRights
{
    /// <summary>In the order in which the table shows them.</summary>
    public static readonly IReadOnlyList<string> Roles =
        [RoleNames.Reviewer, RoleNames.Supervisor, RoleNames.Investigator, RoleNames.Records, RoleNames.Privacy, RoleNames.Examiner, RoleNames.Policy, RoleNames.Operator, RoleNames.Admin];

    public static readonly RoleRight Content = new("Read records", "What was written, with its proofs", [RoleNames.Reviewer, RoleNames.Investigator, RoleNames.Records, RoleNames.Privacy, RoleNames.Examiner]);

    public static readonly RoleRight Search = new("Search", "Find messages, and read conversations as they were", [RoleNames.Reviewer, RoleNames.Supervisor, RoleNames.Investigator, RoleNames.Records, RoleNames.Privacy, RoleNames.Examiner]);

    public static readonly RoleRight Review = new("Review", "Items of the queues, and what officers read and change", [RoleNames.Reviewer, RoleNames.Supervisor, RoleNames.Examiner]);

    public static readonly RoleRight Export = new("Export", "Packages for somebody outside", [RoleNames.Investigator, RoleNames.Records, RoleNames.Privacy, RoleNames.Examiner]);

    public static readonly RoleRight Hold = new("Cases and holds", "Keep what a matter needs", [RoleNames.Records, RoleNames.Investigator]);

    public static readonly RoleRight Retention = new("Retention", "The schedule, and the end of what is due", [RoleNames.Records]);

    public static readonly RoleRight Privacy = new("Privacy", "Requests of people about themselves", [RoleNames.Privacy]);

    public static readonly RoleRight Policies = new("See policies", "What applies to whom", [RoleNames.Policy, RoleNames.Examiner]);

    public static readonly RoleRight ChangePolicies = new("Change policies", "Write, propose, approve and retire them", [RoleNames.Policy]);

    public static readonly RoleRight Hours = new("Hours", "Who is reachable when", [RoleNames.Policy, RoleNames.Operator, RoleNames.Admin]);

    public static readonly RoleRight Health = new("Health", "Counts, networks, alarms and backups; never content", [RoleNames.Operator, RoleNames.Records, RoleNames.Examiner, RoleNames.Admin]);

    public static readonly RoleRight Accounts = new("Accounts", "Who signs in, with which roles", [RoleNames.Admin]);

    public static readonly IReadOnlyList<RoleRight> All = [Content, Search, Review, Export, Hold, Retention, Privacy, Policies, ChangePolicies, Hours, Health, Accounts];

    /// <summary>What a role may, as a list of a sentence.</summary>
    public static string Of(string role) => string.Join(", ", All.Where(right => right.Roles.Contains(role)).Select(right => right.Name.ToLowerInvariant()));

    /// <summary>Whoever has both changes what is found and reads it too: said when they are given together.</summary>
    public static string? Conflict(IReadOnlyCollection<string> roles)
    {
        if (roles.Contains(RoleNames.Policy) && roles.Any(Content.Roles.Contains))
            return "A policy administrator changes what is found, and should not read it: give the other roles to another account.";
        return roles.Contains(RoleNames.Admin) && roles.Any(role => role != RoleNames.Admin && role != RoleNames.Operator)
            ? "An administrator gives roles, and should not have the roles of officers: give those to another account."
            : null;
    }
}
