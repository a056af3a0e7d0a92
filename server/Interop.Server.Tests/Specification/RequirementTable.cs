using System.Text;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>spec/requirements.csv (RFC 4180, LF), read and written.</summary>
internal static class RequirementTable
{
    private const string Head = "id,level,actor,text,section,since,profile,tested-by,untested-because";
    private static readonly string[] Levels = ["MUST NOT", "MUST", "SHOULD NOT", "SHOULD", "MAY"];

    public static string File => Path.Combine(SpecFolder.Spec, "requirements.csv");

    public static IReadOnlyList<Requirement> Read()
    {
        var lines = System.IO.File.ReadAllText(File).TrimEnd('\n').Split('\n');
        Assert.Equal(Head, lines[0]);
        return [.. lines.Skip(1).Select(line => Row(Cells(line)))];
    }

    public static void Write(IEnumerable<Requirement> rows)
    {
        var text = new StringBuilder(Head).Append('\n');
        foreach (var r in rows.OrderBy(r => r.Order))
            text.AppendJoin(',', new[] { r.Id, r.Level, r.Actor, r.Text, r.Section, r.Since, r.Profile, r.TestedBy, r.UntestedBecause }.Select(Quote)).Append('\n');
        System.IO.File.WriteAllText(File, text.ToString());
    }

    /// <summary>The strongest word that the sentence begins its demand with; is when it has none.</summary>
    public static string LevelOf(string sentence) => Levels
        .Select(level => (Level: level, At: IndexOfWord(sentence, level)))
        .Where(found => found.At >= 0)
        .OrderBy(found => found.At).ThenByDescending(found => found.Level.Length)
        .Select(found => found.Level)
        .FirstOrDefault("is");

    private static int IndexOfWord(string sentence, string word)
    {
        for (var at = sentence.IndexOf(word, StringComparison.Ordinal); at >= 0; at = sentence.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetter(sentence[at - 1])) && (end == sentence.Length || !char.IsLetter(sentence[end])))
                return at;
        }
        return -1;
    }

    private static Requirement Row(List<string> cells)
    {
        Assert.True(cells.Count == 9, $"requirements.csv: nine cells expected in the row of {cells[0]}");
        return new Requirement(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8]);
    }

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (quoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(line[i]);
        }
        cells.Add(cell.ToString());
        return cells;
    }

    private static string Quote(string cell) => cell.AsSpan().ContainsAny(',', '"') ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
