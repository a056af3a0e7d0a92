using System.Text.RegularExpressions;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>Every demand of the standard has an id, a row, and a test or the reason why not.</summary>
public sealed partial class RequirementTests
{
    private static readonly string[] Actors = ["provider", "hub", "follower", "proxy", "client", "bridge", "client or bridge", "verifier", "editor", "everyone"];
    private static readonly string[] Profiles = ["Core", "Federation", "ComplianceProxy", "Archive", "Bridge", "E2EE"];

    [Fact]
    public void Demands_AllHaveAnId()
    {
        var without = SpecFolder.Pages.SelectMany(page => page.Sentences().Where(s => s.Id is null && RequirementTable.LevelOf(s.Sentence) != "is")
            .Select(s => $"{page.Name}: {s.Sentence}"));
        Findings.None(without);
    }

    [Fact]
    public void Ids_AreUnique_AndOfTheirPage()
    {
        var found = SpecFolder.Pages.SelectMany(page => page.Sentences().Where(s => s.Id is not null).Select(s => (page.Name, Id: s.Id!))).ToList();
        Assert.Equal(found.Count, found.Select(f => f.Id).Distinct(StringComparer.Ordinal).Count());
        var areas = Areas();
        Assert.All(found, f =>
        {
            var area = f.Id[..f.Id.IndexOf('.', StringComparison.Ordinal)];
            Assert.Contains(area, areas);
            Assert.StartsWith(area[(area.IndexOf('-', StringComparison.Ordinal) + 1)..].PadLeft(2, '0') + "-", f.Name, StringComparison.Ordinal);
        });
        // A mark that the sentences do not show, such as one in a code block, would be an id that nobody finds.
        var marks = SpecFolder.Pages.Sum(page => IdMark().Count(page.Text));
        Assert.Equal(marks, found.Count);
    }

    [Fact]
    public void Rows_AreTheSentencesOfThePages()
    {
        var known = File.Exists(RequirementTable.File) ? RequirementTable.Read().ToDictionary(r => r.Id) : [];
        var wanted = SpecFolder.Pages.SelectMany(page => page.Sentences().Where(s => s.Id is not null).Select(s =>
        {
            var row = known.GetValueOrDefault(s.Id!) ?? new Requirement(s.Id!, "", "", "", "", "1", "", "", "");
            return row with { Level = RequirementTable.LevelOf(s.Sentence), Text = s.Sentence, Section = $"{page.Name}, {s.Section}" };
        })).OrderBy(r => r.Order).ToList();
        if (SpecFolder.Updates)
            RequirementTable.Write(wanted);
        Assert.Equal(wanted, RequirementTable.Read());
    }

    [Fact]
    public void Rows_AreFilledIn()
    {
        var rows = RequirementTable.Read();
        Findings.None(rows.Where(r => !Actors.Contains(r.Actor)).Select(r => $"{r.Id}: actor '{r.Actor}' is none of {string.Join(", ", Actors)}"));
        Findings.None(rows.Where(r => !Profiles.Contains(r.Profile)).Select(r => $"{r.Id}: profile '{r.Profile}' is none of {string.Join(", ", Profiles)}"));
        Findings.None(rows.Where(r => r.TestedBy.Length > 0 == r.UntestedBecause.Length > 0).Select(r => $"{r.Id}: either a test or the reason why there is none"));
    }

    [Fact]
    public void TestedBy_NamesTestsThatExist()
    {
        var tests = SpecFolder.Sources("server", "bridges", "clients", "conformance-tests")
            .Where(file => file.Contains(".Tests/", StringComparison.Ordinal))
            .SelectMany(TestsOf).ToHashSet(StringComparer.Ordinal);
        var missing = RequirementTable.Read().SelectMany(r => r.Tests.Where(test => !tests.Contains(test)).Select(test => $"{r.Id}: {test}"));
        Findings.None(missing);
    }

    /// <summary>The areas that the index gives to the pages: of | [05 Rooms](05-rooms.md) | ROM | …: ROM-5.</summary>
    private static HashSet<string> Areas() =>
    [
        .. IndexRow().Matches(SpecFolder.Page("README.md").Text).Select(row => $"{row.Groups["area"].Value}-{int.Parse(row.Groups["page"].Value)}"),
    ];

    private static IEnumerable<string> TestsOf(string file)
    {
        var type = "";
        var isTest = false;
        foreach (var line in Repository.Lines(file))
        {
            if (ClassName().Match(line) is { Success: true } found)
                type = found.Groups["name"].Value;
            isTest |= line.Contains("[Fact", StringComparison.Ordinal) || line.Contains("[Theory", StringComparison.Ordinal);
            if (!isTest || MethodName().Match(line) is not { Success: true } method)
                continue;
            yield return $"{type}.{method.Groups["name"].Value}";
            isTest = false;
        }
    }

    [GeneratedRegex(@"\[[A-Z]{3}-\d+\.\d+\]", RegexOptions.NonBacktracking)]
    private static partial Regex IdMark();

    [GeneratedRegex(@"\]\((?<page>\d\d)-[^)]+\) \| (?<area>[A-Z]{3}) \|", RegexOptions.NonBacktracking)]
    private static partial Regex IndexRow();

    [GeneratedRegex(@"^[a-z].*\bclass (?<name>\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^\s*public [\w<>\[\], ]*?(?<name>\w+)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MethodName();
}
