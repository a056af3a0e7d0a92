namespace Interop.Server.Tests.Specification;

/// <summary>A row of spec/requirements.csv.</summary>
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

    /// <summary>Area, page and number, for sorting.</summary>
    public (int Page, int Number) Order
    {
        get
        {
            var numbers = Id[(Id.IndexOf('-', StringComparison.Ordinal) + 1)..].Split('.');
            return (int.Parse(numbers[0]), int.Parse(numbers[1]));
        }
    }
}
