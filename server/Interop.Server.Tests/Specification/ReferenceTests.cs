using System.Text.RegularExpressions;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>What refers to the standard, or within it, finds what it refers to.</summary>
public sealed partial class ReferenceTests
{
    [Fact]
    public void Comments_ReferToPagesThatExist()
    {
        var missing = new List<string>();
        foreach (var file in SpecFolder.Sources("server", "bridges", "clients", "conformance-tests"))
        {
            foreach (var (number, line) in Repository.Lines(file).Index())
            {
                if (!line.Contains("//", StringComparison.Ordinal))
                    continue;
                foreach (Match match in PageMark().Matches(line))
                    missing.AddRange(Numbers().Matches(match.Value).Select(n => n.Value).Where(n => !HasPage(n)).Select(n => $"{file}:{number + 1}: spec {n}"));
                foreach (Match match in DecisionMark().Matches(line))
                    missing.AddRange(HasDecision(match.Groups["number"].Value) ? [] : [$"{file}:{number + 1}: {match.Value}"]);
            }
        }
        Findings.None(missing);
    }

    [Fact]
    public void Links_ReferToFilesThatExist()
    {
        var missing = Directory.EnumerateFiles(SpecFolder.Spec, "*.md", SearchOption.AllDirectories)
            .SelectMany(file => Link().Matches(File.ReadAllText(file)).Select(match => (File: file, Target: match.Groups["target"].Value)))
            .Where(link => !link.Target.Contains("://", StringComparison.Ordinal))
            .Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(link.File)!, link.Target)))
            .Select(link => $"{link.File}: {link.Target}");
        Findings.None(missing);
    }

    [Fact]
    public void Index_NamesEveryPage()
    {
        var index = SpecFolder.Page("README.md").Text;
        Assert.All(SpecFolder.Pages.Where(page => page.Name != "README.md"), page => Assert.Contains($"]({page.Name})", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Decisions_SayQuestionChoiceAndPrice()
    {
        var decisions = Directory.GetFiles(Path.Combine(SpecFolder.Spec, "decisions"), "*.md").Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(decisions);
        foreach (var (i, file) in decisions.Index())
        {
            Assert.StartsWith($"{i + 1:0000}-", Path.GetFileName(file), StringComparison.Ordinal);
            var text = File.ReadAllText(file);
            foreach (var part in new[] { "## Question", "## Choice", "## What we gave up" })
                Assert.True(text.Contains(part, StringComparison.Ordinal), $"{file} has no part {part}");
        }
    }

    private static bool HasPage(string number) => SpecFolder.Pages.Any(page => page.Name.StartsWith(number + "-", StringComparison.Ordinal));

    private static bool HasDecision(string number) => Directory.GetFiles(Path.Combine(SpecFolder.Spec, "decisions"), number + "-*.md").Length == 1;

    [GeneratedRegex(@"\bspec \d\d((, | and )\d\d)*\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PageMark();

    [GeneratedRegex(@"\d\d", RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"spec/decisions/(?<number>\d{4})", RegexOptions.NonBacktracking)]
    private static partial Regex DecisionMark();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)[^)]*\)", RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
