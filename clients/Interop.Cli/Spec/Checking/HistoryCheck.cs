using Interop.Cli.Spec.Sources;
using Interop.Cli.Spec.Versions;

namespace Interop.Cli.Spec.Checking;

/// <summary>
/// What git remembers of requirements.csv: an id that was ever given is still there or in the list of retired ones, and still belongs to its
/// sentence. Outside of git there is no memory but the list.
/// </summary>
internal static class HistoryCheck
{
    // A sentence may be worded anew; when fewer of its words are left than this, it is another sentence.
    private const double LikenessMin = 0.4;

    public static IEnumerable<Finding> Find(StandardFolder standard)
    {
        var table = standard.Shown(standard.At(RequirementTable.Name));
        var rows = standard.Table.Rows.DistinctBy(r => r.Row.Id, StringComparer.Ordinal).ToDictionary(r => r.Row.Id, StringComparer.Ordinal);
        var retired = standard.Retired.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var given in Ever(standard))
        {
            if (rows.TryGetValue(given.Key, out var now))
            {
                if (given.FirstOrDefault(text => WordDiff.Likeness(text, now.Row.Text) < LikenessMin) is { } other)
                    yield return new Finding(table, now.Line, $"{given.Key} was given to another sentence before: \"{SentenceCheck.Excerpt(other)}\": give this one a new id, and list the old one in {RetiredId.FileName}");
            }
            else if (!retired.Contains(given.Key))
                yield return new Finding(table, 1, $"{given.Key} was given to a sentence that is gone: \"{SentenceCheck.Excerpt(given.First())}\": list it in {RetiredId.FileName}, so that it is never given again");
        }
    }

    /// <summary>Every text that an id had in a committed table.</summary>
    private static ILookup<string, string> Ever(StandardFolder standard) =>
        new GitHistory(standard.Root).AddedLines("spec/" + RequirementTable.Name)
            .Select(Csv.Cells)
            .Where(cells => cells.Count > 3 && RequirementId.TryRead(cells[0], out _, out _, out _))
            .Select(cells => (Id: cells[0], Text: cells[3])).Distinct()
            .ToLookup(given => given.Id, given => given.Text, StringComparer.Ordinal);
}
