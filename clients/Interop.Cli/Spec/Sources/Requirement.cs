namespace Interop.Cli.Spec.Sources;

/// <summary>A row of requirements.csv.</summary>
/// <param name="Id">Area, page, number.</param>
/// <param name="Level">MUST, MUST NOT, SHOULD, SHOULD NOT, MAY, or is: a statement that defines.</param>
/// <param name="Actor">Who is to keep it.</param>
/// <param name="Text">The sentence as it stands in the page.</param>
/// <param name="Section">Page and heading.</param>
/// <param name="Since">Version of the standard.</param>
/// <param name="Profile">Core, Federation, ComplianceProxy, Archive, Bridge or E2EE.</param>
/// <param name="TestedBy">Tests as Class.Method, with spaces between; may be empty.</param>
/// <param name="UntestedBecause">Why there is no test; empty when there is one.</param>
internal sealed record Requirement(
    string Id, string Level, string Actor, string Text, string Section, string Since, string Profile, string TestedBy, string UntestedBecause)
{
    public IEnumerable<string> Tests => TestedBy.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public bool IsTested => TestedBy.Length > 0;

    /// <summary>File name of the page that it stands in.</summary>
    public string Page => Section.Split(',')[0];

    /// <summary>Text of the heading that it stands under.</summary>
    public string Heading => Section.IndexOf(", ", StringComparison.Ordinal) is >= 0 and var at ? Section[(at + 2)..] : "";

    /// <summary>Page and number, for sorting; unreadable ids come last.</summary>
    public (int Page, int Number) Order => RequirementId.TryRead(Id, out _, out var page, out var number) ? (page, number) : (int.MaxValue, 0);
}
