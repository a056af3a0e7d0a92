namespace Interop.Server.Identity;

/// <summary>Scopes of people who look after what is recorded. Whatever they read is archived (AccessLog).</summary>
internal static class Roles
{
    /// <summary>Compliance officer: reviews.</summary>
    public const string Reviewer = "reviewer";

    /// <summary>Reviews own people.</summary>
    public const string Supervisor = "supervisor";

    /// <summary>Policy administrator: changes policies, reads no content.</summary>
    public const string Policy = "policy";

    /// <summary>Searches, keeps cases, exports; changes no policy.</summary>
    public const string Investigator = "investigator";

    /// <summary>Records manager: schedule, dispositions, holds.</summary>
    public const string Records = "records";

    /// <summary>Data-protection officer: requests of people about themselves.</summary>
    public const string Privacy = "privacy";

    /// <summary>Reads only, for a time: a regulator's or auditor's person.</summary>
    public const string Examiner = "examiner";

    /// <summary>Sees whether everything works, never content.</summary>
    public const string Operator = "operator";

    public static readonly IReadOnlyList<string> All = [Reviewer, Supervisor, Policy, Investigator, Records, Privacy, Examiner, Operator];
}
