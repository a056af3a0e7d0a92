using System.Text.RegularExpressions;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Links between the files of the standard find their file and their heading; the index names every page.</summary>
internal static partial class LinkCheck
{
    public static IEnumerable<Finding> Find(StandardFolder standard) =>
        standard.AllText.SelectMany(page => Broken(standard, page)).Concat(NotInIndex(standard));

    private static IEnumerable<Finding> Broken(StandardFolder standard, SpecPage page)
    {
        foreach (var (number, line) in page.ProseLines())
        {
            foreach (Match link in Link().Matches(CodeSpan().Replace(line, "")))
            {
                var target = link.Groups["target"].Value;
                if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
                    continue;
                var (file, anchor) = target.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? (target[..at], target[(at + 1)..]) : (target, "");
                var path = file.Length == 0 ? page.File : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.File)!, file));
                if (!Path.Exists(path))
                    yield return new Finding(standard.Shown(page.File), number, $"the link to {target} leads nowhere: there is no file {standard.Shown(path)}");
                else if (anchor.Length > 0 && path.EndsWith(".md", StringComparison.Ordinal) && !HasAnchor(path == page.File ? page : new SpecPage(path), anchor))
                    yield return new Finding(standard.Shown(page.File), number, $"the link to {target} leads nowhere: {standard.Shown(path)} has no heading #{anchor}");
            }
        }
    }

    private static IEnumerable<Finding> NotInIndex(StandardFolder standard)
    {
        var index = standard.Pages.FirstOrDefault(page => page.Name == "README.md");
        return index is null
            ? [new Finding(standard.Shown(standard.At("README.md")), 1, "there is no README.md: write one that lists the pages")]
            : standard.Pages.Where(page => page != index && !index.Text.Contains($"]({page.Name})", StringComparison.Ordinal))
                .Select(page => new Finding(standard.Shown(index.File), 1, $"the index does not name {page.Name}: add a row with a link to it"));
    }

    private static bool HasAnchor(SpecPage page, string anchor) =>
        page.Headings().Any(heading => Anchors.Slug(heading.Text) == anchor || Anchors.Permanent(heading.Text) == anchor) || page.Sentences().Any(s => s.Id == anchor);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)[^)]*\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`", RegexOptions.NonBacktracking)]
    private static partial Regex CodeSpan();
}
