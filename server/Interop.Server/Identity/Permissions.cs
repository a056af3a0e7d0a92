using Microsoft.AspNetCore.Authorization;

namespace Interop.Server.Identity;

/// <summary>What an endpoint asks for, and which scopes have it. Endpoints name a permission, never a role, so that who may do what stands here alone.</summary>
internal static class Permissions
{
    /// <summary>Records with their bodies, the journal, heads and proofs.</summary>
    public const string ReadArchive = "may.read";

    /// <summary>Search, and conversations as they were.</summary>
    public const string Search = "may.search";

    /// <summary>Packages for somebody outside.</summary>
    public const string Export = "may.export";

    /// <summary>Retention schedule and dispositions.</summary>
    public const string Retention = "may.retain";

    /// <summary>Asking for the end of a single record's body.</summary>
    public const string End = "may.end";

    /// <summary>Cases and legal holds.</summary>
    public const string Hold = "may.hold";

    /// <summary>Requests of people about themselves.</summary>
    public const string Privacy = "may.privacy";

    /// <summary>Items of supervision, its figures, and what officers have read.</summary>
    public const string Supervise = "may.supervise";

    /// <summary>Rooms as it happens.</summary>
    public const string Observe = "may.observe";

    /// <summary>What is reviewed by whom: to look at it.</summary>
    public const string SeeSupervision = "may.supervision.see";

    /// <summary>What is reviewed by whom: to set it.</summary>
    public const string SetSupervision = "may.supervision.set";

    /// <summary>Whether everything works: counts, never content.</summary>
    public const string Health = "may.health";

    /// <summary>Delivery hours, and who is reachable: no content.</summary>
    public const string SeeHours = "may.see-hours";

    /// <summary>Changes of delivery hours, which are policies.</summary>
    public const string EditHours = "may.edit-hours";

    /// <summary>Reports of what people did outside of their hours.</summary>
    public const string Labour = "may.labour";

    /// <summary>To have made anew what is made of the records.</summary>
    public const string Upkeep = "may.upkeep";

    /// <summary>The policy book, without what it finds.</summary>
    public const string ReadPolicies = "may.read.policies";

    /// <summary>Writing, proposing, approving and retiring policies.</summary>
    public const string ChangePolicies = "may.change.policies";

    /// <summary>Deciding on what waits for a review.</summary>
    public const string Review = "may.review";

    private static readonly Dictionary<string, string[]> Holders = new(StringComparer.Ordinal)
    {
        [ReadArchive] = [Principal.Archive, Roles.Reviewer, Roles.Investigator, Roles.Records, Roles.Privacy, Roles.Examiner],
        [Search] = [Roles.Reviewer, Roles.Supervisor, Roles.Investigator, Roles.Records, Roles.Privacy, Roles.Examiner],
        [Export] = [Roles.Investigator, Roles.Records, Roles.Privacy, Roles.Examiner],
        [Retention] = [Roles.Records],
        [End] = [Principal.Admin, Roles.Records, Roles.Privacy],
        [Hold] = [Roles.Records, Roles.Investigator],
        [Privacy] = [Roles.Privacy],
        [ReadPolicies] = [Roles.Policy, Roles.Examiner],
        [ChangePolicies] = [Roles.Policy],
        [Review] = [Roles.Reviewer, Roles.Supervisor],
        [Supervise] = [Roles.Reviewer, Roles.Supervisor, Roles.Examiner],
        [Observe] = [Roles.Reviewer, Roles.Supervisor],
        [SeeSupervision] = [Roles.Policy, Roles.Reviewer, Roles.Supervisor, Roles.Examiner],
        [SetSupervision] = [Roles.Policy],
        [Health] = [Principal.Admin, Roles.Operator, Roles.Records, Roles.Examiner],
        [SeeHours] = [Roles.Policy, Roles.Operator, Principal.Admin],
        [EditHours] = [Roles.Policy, Principal.Admin],
        [Labour] = [Roles.Records, Roles.Privacy, Roles.Supervisor],
        [Upkeep] = [Principal.Admin, Roles.Operator, Roles.Records],
    };

    /// <summary>Scopes that have the permission.</summary>
    public static IReadOnlyList<string> HoldersOf(string permission) => Holders[permission];

    /// <summary>One policy for each permission.</summary>
    public static void AddTo(AuthorizationBuilder authorization)
    {
        foreach (var (permission, scopes) in Holders)
            authorization.AddPolicy(permission, policy => policy.RequireRole(scopes));
    }

    /// <summary>Whether this principal has the permission.</summary>
    public static bool Has(this Principal principal, string permission) => principal.Scopes.Any(Holders[permission].Contains);
}
