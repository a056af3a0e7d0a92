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

    /// <summary>Cases and legal holds.</summary>
    public const string Hold = "may.hold";

    /// <summary>Requests of people about themselves.</summary>
    public const string Privacy = "may.privacy";

    /// <summary>Whether everything works: counts, never content.</summary>
    public const string Health = "may.health";

    private static readonly Dictionary<string, string[]> Holders = new(StringComparer.Ordinal)
    {
        [ReadArchive] = [Principal.Archive, Roles.Reviewer, Roles.Investigator, Roles.Records, Roles.Privacy, Roles.Examiner],
        [Search] = [Roles.Reviewer, Roles.Supervisor, Roles.Investigator, Roles.Records, Roles.Privacy, Roles.Examiner],
        [Export] = [Roles.Investigator, Roles.Records, Roles.Privacy, Roles.Examiner],
        [Retention] = [Roles.Records],
        [Hold] = [Roles.Records, Roles.Investigator],
        [Privacy] = [Roles.Privacy],
        [Health] = [Principal.Admin, Roles.Operator, Roles.Records, Roles.Examiner],
    };

    /// <summary>One policy for each permission.</summary>
    public static void AddTo(AuthorizationBuilder authorization)
    {
        foreach (var (permission, scopes) in Holders)
            authorization.AddPolicy(permission, policy => policy.RequireRole(scopes));
    }

    /// <summary>Whether this principal has the permission.</summary>
    public static bool Has(this Principal principal, string permission) => principal.Scopes.Any(Holders[permission].Contains);
}
