using System.Text.RegularExpressions;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Ids, pages and decisions that texts and sources name exist.</summary>
internal static partial class ReferenceCheck
{
    private static readonly string[] Parts = ["server", "bridges", "clients", "conformance-tests"];

    public static IEnumerable<Finding> Find(StandardFolder standard)
    {
        var ids = standard.Requirements.Select(r => r.Id).Concat(standard.Retired.Select(r => r.Id))
            .Concat(standard.Pages.SelectMany(page => page.Sentences()).Where(s => s.Id is not null).Select(s => s.Id!)).ToHashSet(StringComparer.Ordinal);
        var areas = ids.Select(id => id[..3]).ToHashSet(StringComparer.Ordinal);
        return InTexts(standard, ids, areas).Concat(InSources(standard, ids, areas));
    }

    private static IEnumerable<Finding> InTexts(StandardFolder standard, HashSet<string> ids, HashSet<string> areas) =>
        from page in standard.AllText
        from Match mention in RequirementId.Mention().Matches(page.Text)
        where areas.Contains(mention.Value[..3]) && !ids.Contains(mention.Value)
        select Unknown(standard.Shown(page.File), page.LineOf(mention.Index), mention.Value);

    private static IEnumerable<Finding> InSources(StandardFolder standard, HashSet<string> ids, HashSet<string> areas)
    {
        foreach (var file in SourceFiles.Under(standard.Root, Parts))
        {
            foreach (var (i, line) in File.ReadLines(Path.Combine(standard.Root, file)).Index())
            {
                if (line.Contains('-', StringComparison.Ordinal))
                {
                    foreach (Match mention in RequirementId.Mention().Matches(line))
                    {
                        if (areas.Contains(mention.Value[..3]) && !ids.Contains(mention.Value))
                            yield return Unknown(file, i + 1, mention.Value);
                    }
                }
                if (!line.Contains("//", StringComparison.Ordinal) || !line.Contains("spec", StringComparison.Ordinal))
                    continue;
                foreach (var missing in MissingPages(standard, line))
                    yield return new Finding(file, i + 1, $"the comment names {missing}, which does not exist: name the page or decision that it carries out");
            }
        }
    }

    private static IEnumerable<string> MissingPages(StandardFolder standard, string comment) =>
        PageMark().Matches(comment).SelectMany(mark => Numbers().Matches(mark.Value)).Select(number => number.Value)
            .Where(number => !standard.Pages.Any(page => page.Name.StartsWith(number + "-", StringComparison.Ordinal))).Select(number => $"spec {number}")
            .Concat(DecisionMark().Matches(comment).Select(mark => mark.Groups["number"].Value)
                .Where(number => !standard.Decisions.Any(decision => decision.Name.StartsWith(number + "-", StringComparison.Ordinal))).Select(number => $"decision {number}"));

    private static Finding Unknown(string file, int line, string id) => new(file, line, $"{id} is no requirement: name one of {RequirementTable.Name} or {RetiredId.FileName}");

    [GeneratedRegex(@"\bspec \d\d((, | and )\d\d)*\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PageMark();

    [GeneratedRegex(@"\d\d", RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"spec/decisions/(?<number>\d{4})", RegexOptions.NonBacktracking)]
    private static partial Regex DecisionMark();
}
