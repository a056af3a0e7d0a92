namespace Interop.Web.Places;

/// <summary>Roles as the server names them (spec 08.12), and as people call them.</summary>
public static class RoleNames
{
    public const string Admin = "admin";
    public const string Reviewer = "reviewer";
    public const string Supervisor = "supervisor";
    public const string Policy = "policy";
    public const string Investigator = "investigator";
    public const string Records = "records";
    public const string Privacy = "privacy";
    public const string Examiner = "examiner";
    public const string Operator = "operator";

    private static readonly Dictionary<string, string> Spoken = new(StringComparer.Ordinal)
    {
        [Admin] = "administrator", [Reviewer] = "reviewer", [Supervisor] = "supervisor", [Policy] = "policy administrator", [Investigator] = "investigator",
        [Records] = "records manager", [Privacy] = "data-protection officer", [Examiner] = "examiner", [Operator] = "operator",
    };

    public static string InWords(string role) => Spoken.GetValueOrDefault(role, role);

    /// <summary>As a list of a sentence: reviewer, supervisor or examiner.</summary>
    public static string InWords(IReadOnlyList<string> roles) => roles.Count < 2
        ? string.Concat(roles.Select(InWords))
        : $"{string.Join(", ", roles.SkipLast(1).Select(InWords))} or {InWords(roles[^1])}";
}
