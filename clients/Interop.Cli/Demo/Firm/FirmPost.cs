namespace Interop.Cli.Demo.Firm;

/// <summary>Somebody who looks after what is recorded.</summary>
/// <param name="Account">Of the server.</param>
/// <param name="Role">Of the server's roles.</param>
/// <param name="Name">For people.</param>
/// <param name="Work">What they do, in words; null for colleagues who only take part in the past.</param>
internal sealed record FirmPost(string Account, string Role, string Name, string? Work = null)
{
    public const string Reviewer = "reviewer";
    public const string SecondReviewer = "reviewer-2";
    public const string Lead = "reviewer-lead";
    public const string Supervisor = "supervisor";
    public const string Policy = "policy";
    public const string PolicyApprover = "policy-approver";
    public const string Investigator = "investigator";
    public const string Records = "records";
    public const string SecondRecords = "records-2";
    public const string Privacy = "privacy";
    public const string SecondPrivacy = "privacy-2";
    public const string Examiner = "examiner";
    public const string Operator = "operator";

    /// <summary>One of each role signs in; the others are second persons where two are needed.</summary>
    public static readonly FirmPost[] All =
    [
        new(Reviewer, "reviewer", "Ruth Reviewer", "reviews what policies and samples have found"),
        new(Supervisor, "supervisor", "Sam Supervisor", "reviews the own people"),
        new(Policy, "policy", "Paula Policy", "changes policies, reads no content"),
        new(Investigator, "investigator", "Ines Investigator", "searches, keeps cases, exports"),
        new(Records, "records", "Rolf Records", "retention, holds, dispositions"),
        new(Privacy, "privacy", "Pia Privacy", "requests of people about themselves"),
        new(Examiner, "examiner", "Erik Examiner", "reads only, for a time"),
        new(Operator, "operator", "Olga Operator", "whether everything works, never content"),
        new("administrator", "admin", "Ada Administrator", "accounts and roles, never content"),
        new(PolicyApprover, "policy", "Petra Policy"),
        new(SecondReviewer, "reviewer", "Rachel Reviewer"),
        new(Lead, "reviewer", "Leon Lead"),
        new(SecondRecords, "records", "Rita Records"),
        new(SecondPrivacy, "privacy", "Paul Privacy"),
    ];
}
