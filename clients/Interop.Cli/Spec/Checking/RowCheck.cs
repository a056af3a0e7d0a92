using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>requirements.csv has one row for each sentence with an id, filled in, and the tests that it names exist.</summary>
internal static class RowCheck
{
    public const string Actualise = "run ./interop spec check --write";

    public static IReadOnlyList<string> Actors { get; } =
        ["provider", "hub", "follower", "proxy", "client", "bridge", "client or bridge", "verifier", "editor", "everyone"];

    public static IReadOnlyList<string> Profiles { get; } = ["Core", "Federation", "ComplianceProxy", "Archive", "Bridge", "E2EE"];

    public static IEnumerable<Finding> Find(StandardFolder standard)
    {
        var table = standard.Shown(standard.At(RequirementTable.Name));
        var sentences = Sentences(standard);
        var rows = standard.Table.Rows;
        var known = rows.Select(r => r.Row.Id).ToHashSet(StringComparer.Ordinal);
        return standard.Table.Faults.Select(f => new Finding(table, f.Line, f.Fault))
            .Concat(sentences.Values.Where(s => !known.Contains(s.Id!)).Select(s => new Finding($"spec/{s.Page}", s.Line, $"{s.Id} has no row in {RequirementTable.Name}: {Actualise}, then fill in actor, profile and test")))
            .Concat(rows.GroupBy(r => r.Row.Id, StringComparer.Ordinal).SelectMany(same => same.Skip(1)).Select(r => new Finding(table, r.Line, $"{r.Row.Id} has a row already: take one of them away")))
            .Concat(rows.SelectMany(r => (sentences.TryGetValue(r.Row.Id, out var sentence) ? Agrees(r.Row, sentence) : [$"{r.Row.Id} stands in no page: write its sentence, or move the row to {RetiredId.FileName}"])
                .Concat(Filled(r.Row)).Concat(Tests(standard, r.Row)).Select(message => new Finding(table, r.Line, message))))
            .Concat(rows.Zip(rows.Skip(1)).Where(pair => pair.First.Row.Order.CompareTo(pair.Second.Row.Order) > 0)
                .Select(pair => new Finding(table, pair.Second.Line, $"{pair.Second.Row.Id} comes after {pair.First.Row.Id}: {Actualise} to sort the rows")));
    }

    /// <summary>Writes the rows anew from the pages; what people fill in stays.</summary>
    public static void Write(StandardFolder standard)
    {
        // What people filled into a row that cannot be read would be lost.
        if (standard.Table.Faults.Count > 0)
            return;
        var known = standard.Requirements.ToLookup(r => r.Id, StringComparer.Ordinal);
        RequirementTable.Write(standard.At(RequirementTable.Name), Sentences(standard).Values.Select(s =>
            (known[s.Id!].FirstOrDefault() ?? new Requirement(s.Id!, "", "", "", "", "1", "", "", "")) with { Level = Levels.Of(s.Text), Text = s.Text, Section = SectionOf(s) }));
    }

    private static string SectionOf(Sentence sentence) => $"{sentence.Page}, {sentence.Section}";

    private static Dictionary<string, Sentence> Sentences(StandardFolder standard) =>
        standard.Pages.SelectMany(page => page.Sentences()).Where(s => s.Id is not null).DistinctBy(s => s.Id, StringComparer.Ordinal).ToDictionary(s => s.Id!, StringComparer.Ordinal);

    private static IEnumerable<string> Agrees(Requirement row, Sentence sentence)
    {
        if (row.Text != sentence.Text)
            yield return $"{row.Id} has another text than spec/{sentence.Page}:{sentence.Line}: {Actualise}";
        if (row.Section != SectionOf(sentence))
            yield return $"{row.Id} names another section than {SectionOf(sentence)}: {Actualise}";
        if (row.Level != Levels.Of(sentence.Text))
            yield return $"{row.Id} has the level '{row.Level}', and its sentence says {Levels.Of(sentence.Text)}: {Actualise}";
    }

    private static IEnumerable<string> Filled(Requirement row)
    {
        if (!Levels.All.Contains(row.Level))
            yield return $"{row.Id} has no level: write one of {string.Join(", ", Levels.All)}";
        if (!Actors.Contains(row.Actor))
            yield return $"{row.Id} has the actor '{row.Actor}': write one of {string.Join(", ", Actors)}";
        if (row.Section.Length == 0)
            yield return $"{row.Id} has no section: {Actualise}";
        if (row.Since.Length == 0)
            yield return $"{row.Id} does not say since which version it holds: write it";
        if (!Profiles.Contains(row.Profile))
            yield return $"{row.Id} has the profile '{row.Profile}': write one of {string.Join(", ", Profiles)}";
        if (row.IsTested == row.UntestedBecause.Length > 0)
            yield return $"{row.Id} has {(row.IsTested ? "both a test and a reason for having none: take one away" : "neither a test nor a reason for having none: write one of them")}";
    }

    private static IEnumerable<string> Tests(StandardFolder standard, Requirement row) =>
        row.Tests.Where(test => !standard.Tests.ContainsKey(test)).Select(test => $"{row.Id} names the test {test}, which the sources do not have: name one that exists");
}
