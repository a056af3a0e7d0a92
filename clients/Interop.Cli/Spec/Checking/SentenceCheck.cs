using System.Text.RegularExpressions;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Every demand has an id; every id stands once, after a sentence, on the page whose number it has.</summary>
internal static partial class SentenceCheck
{
    public static IEnumerable<Finding> Find(StandardFolder standard) =>
        standard.Pages.SelectMany(page => WithoutId(standard, page).Concat(WithoutSentence(standard, page)).Concat(OfAnotherPage(standard, page)))
            .Concat(Twice(standard)).Concat(Areas(standard));

    private static IEnumerable<Finding> WithoutId(StandardFolder standard, SpecPage page) =>
        from sentence in page.Sentences()
        let word = Levels.WordIn(sentence.Text)
        where sentence.Id is null && word is not null
        select new Finding(standard.Shown(page.File), sentence.Line,
            $"this sentence says {word} and has no id: write a new one after its full stop, or say it without capitals: \"{Excerpt(sentence.Text)}\"");

    /// <summary>An id that follows no sentence, such as one in a code block, would be found by nobody.</summary>
    private static IEnumerable<Finding> WithoutSentence(StandardFolder standard, SpecPage page)
    {
        var found = page.Sentences().Where(s => s.Id is not null).Select(s => s.Id!).ToHashSet(StringComparer.Ordinal);
        return
            from mark in RequirementId.Mark().Matches(page.Text)
            let id = mark.Groups["id"].Value
            where !found.Contains(id)
            select new Finding(standard.Shown(page.File), page.LineOf(mark.Index), $"{id} follows no sentence: put it after the full stop of one, outside code blocks");
    }

    private static IEnumerable<Finding> OfAnotherPage(StandardFolder standard, SpecPage page) =>
        from sentence in page.Sentences()
        where sentence.Id is not null && RequirementId.TryRead(sentence.Id, out _, out var number, out _) && number != page.Number
        select new Finding(standard.Shown(page.File), sentence.Line, $"{sentence.Id} has the number of another page: this page's ids have the number {page.Number?.ToString() ?? "of no page, so it can have none"}");

    private static IEnumerable<Finding> Twice(StandardFolder standard) =>
        from page in standard.Pages
        from sentence in page.Sentences()
        where sentence.Id is not null
        group (page, sentence) by sentence.Id into same
        from again in same.Skip(1)
        let first = same.First()
        select new Finding(standard.Shown(again.page.File), again.sentence.Line,
            $"{same.Key} was given to a sentence before ({standard.Shown(first.page.File)}:{first.sentence.Line}): give this one a new id");

    /// <summary>The index gives each page its area: of | [05 Rooms](05-rooms.md) | ROM | …: ROM.</summary>
    private static IEnumerable<Finding> Areas(StandardFolder standard)
    {
        var index = standard.Pages.FirstOrDefault(page => page.Name == "README.md")?.Text ?? "";
        var areas = IndexRow().Matches(index).DistinctBy(row => row.Groups["page"].Value).ToDictionary(row => row.Groups["page"].Value, row => row.Groups["area"].Value);
        return
            from page in standard.Pages
            let wanted = areas.GetValueOrDefault(page.Name)
            from sentence in page.Sentences()
            where sentence.Id is not null && RequirementId.TryRead(sentence.Id, out var area, out _, out _) && area != wanted
            select new Finding(standard.Shown(page.File), sentence.Line, wanted is null
                ? $"{sentence.Id} stands in a page that has no area: give it one in its row of the index, spec/README.md"
                : $"{sentence.Id} has the area of another page: in the index, spec/README.md, this page has {wanted}");
    }

    internal static string Excerpt(string text) => text.Length <= 90 ? text : text[..90].TrimEnd() + "…";

    [GeneratedRegex(@"\]\((?<page>[^)]+)\) \| (?<area>[A-Z]{3}) \|", RegexOptions.NonBacktracking)]
    private static partial Regex IndexRow();
}
