using System.Text.RegularExpressions;
using Interop.Cli.Spec.Sources;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>Each threat of 16 has a name of its own, a defence, and the requirements that it rests on.</summary>
public sealed partial class ThreatTests
{
    private static readonly List<(string Name, string[] Cells)> Threats =
    [
        .. SpecFolder.Page("16-security-considerations.md").Text.Split('\n').Where(line => Row().IsMatch(line))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).Select(cells => (cells[0], cells)),
    ];

    [Fact]
    public void Threats_HaveNamesOfTheirOwn_WithoutGaps()
    {
        Assert.Equal(Threats.Count, Threats.Select(threat => threat.Name).Distinct(StringComparer.Ordinal).Count());
        foreach (var actor in Threats.GroupBy(threat => threat.Name[0]))
            Assert.Equal(Enumerable.Range(1, actor.Count()).Select(n => $"{actor.Key}{n}"), actor.Select(threat => threat.Name));
    }

    [Fact]
    public void Threats_SayWhatDefends_ByWhichRequirements() =>
        Findings.None(Threats.Where(threat => threat.Cells.Length != 5 || threat.Cells[2].Length == 0 || !RequirementId.Mention().IsMatch(threat.Cells[3]))
            .Select(threat => $"spec/16-security-considerations.md: {threat.Name} has no defence, or names no requirement that it rests on"));

    [GeneratedRegex(@"^\| [A-Z]\d+ \|", RegexOptions.NonBacktracking)]
    private static partial Regex Row();
}
