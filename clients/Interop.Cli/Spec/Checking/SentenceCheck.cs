using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Every demand has an id; every id stands once, after a sentence, on the page whose number it has.</summary>
internal static class SentenceCheck
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

    /// <summary>A page has one area, which no other page has.</summary>
    private static IEnumerable<Finding> Areas(StandardFolder standard)
    {
        var homes = new Dictionary<string, int>(StringComparer.Ordinal);
        var areas = new Dictionary<int, string>();
        foreach (var (page, sentence) in standard.Pages.SelectMany(page => page.Sentences().Select(s => (page, s))))
        {
            if (sentence.Id is null || !RequirementId.TryRead(sentence.Id, out var area, out var number, out _))
                continue;
            homes.TryAdd(area, number);
            areas.TryAdd(number, area);
            if (homes[area] != number || areas[number] != area)
                yield return new Finding(standard.Shown(page.File), sentence.Line, $"{sentence.Id}: the area of page {number} is {areas[number]}, and {area} is that of page {homes[area]}");
        }
    }

    internal static string Excerpt(string text) => text.Length <= 90 ? text : text[..90].TrimEnd() + "…";
}
