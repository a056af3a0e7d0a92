using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>An id that was given once is never given to another sentence.</summary>
internal static class RetiredCheck
{
    public static IEnumerable<Finding> Find(StandardFolder standard)
    {
        var list = standard.Shown(standard.At(RetiredId.FileName));
        var rows = standard.Requirements.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var retired = standard.Retired;
        var sentences = standard.Pages.SelectMany(page => page.Sentences()).Where(s => s.Id is not null).ToLookup(s => s.Id!, StringComparer.Ordinal);
        var ever = retired.Select(r => r.Id).Concat(rows).ToHashSet(StringComparer.Ordinal);
        return retired.SelectMany(r => sentences[r.Id].Select(s => new Finding($"spec/{s.Page}", s.Line, $"{r.Id} was retired ({list}:{r.Line}) and is never given again: give this sentence a new id")))
            .Concat(retired.GroupBy(r => r.Id, StringComparer.Ordinal).SelectMany(same => same.Skip(1)).Select(r => new Finding(list, r.Line, $"{r.Id} is in the list already: take one row away")))
            .Concat(retired.Where(r => r.Text.Length == 0 || r.Since.Length == 0 || r.Because.Length == 0)
                .Select(r => new Finding(list, r.Line, $"{r.Id} lacks its text, the version without it, or why: fill them in")))
            .Concat(retired.SelectMany(r => RequirementId.Mention().Matches(r.ReplacedBy).Where(by => !ever.Contains(by.Value))
                .Select(by => new Finding(list, r.Line, $"{r.Id} is replaced by {by.Value}, which does not exist: name a requirement of the pages"))));
    }
}
