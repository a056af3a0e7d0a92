using System.Text.RegularExpressions;

namespace Interop.Cli.Spec.Sources;

/// <summary>One page of the standard: its lines, its headings, its sentences, and its generated parts.</summary>
internal sealed partial class SpecPage
{
    public const string End = "<!-- end -->";

    /// <param name="file">Path of the Markdown file.</param>
    public SpecPage(string file)
    {
        File = file;
        Name = Path.GetFileName(file);
        Text = System.IO.File.ReadAllText(file);
    }

    /// <summary>File name, such as 05-rooms.md.</summary>
    public string Name { get; }

    public string File { get; }

    public string Text { get; private set; }

    /// <summary>Text of the first heading.</summary>
    public string Title => Headings().Select(heading => heading.Text).FirstOrDefault(Name);

    /// <summary>Number of a numbered page, such as 5; null for the others.</summary>
    public int? Number => Name.Length > 3 && Name[2] == '-' && int.TryParse(Name[..2], out var number) ? number : null;

    public IEnumerable<(int Line, int Level, string Text)> Headings() =>
        from line in ProseLines()
        where HeadingLine().IsMatch(line.Text)
        select (line.Number, line.Text.TakeWhile(c => c == '#').Count(), line.Text.TrimStart('#').Trim());

    /// <summary>Sentences in order. A paragraph may be wrapped; each cell of a table and each item of a list begins a sentence.</summary>
    public IEnumerable<Sentence> Sentences() => SentenceReader.Read(Name, ProseLines());

    /// <summary>Rows of the table between &lt;!-- name --&gt; and &lt;!-- end --&gt;, cell by cell, without head and rule.</summary>
    public IReadOnlyList<string[]> Table(string name) =>
    [
        .. Part(name).Split('\n').Where(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()),
    ];

    /// <summary>What stands between &lt;!-- name --&gt; and &lt;!-- end --&gt;.</summary>
    /// <exception cref="FormatException">There is no such part.</exception>
    public string Part(string name)
    {
        var (start, end) = Place(name);
        return Text[start..end].Trim('\n');
    }

    /// <summary>Writes a part anew, in the file too.</summary>
    /// <exception cref="FormatException">There is no such part.</exception>
    public void Replace(string name, string content)
    {
        var (start, end) = Place(name);
        Text = $"{Text[..start]}\n{content}\n{Text[end..]}";
        System.IO.File.WriteAllText(File, Text);
    }

    /// <summary>Names of the examples that the page shows.</summary>
    public IEnumerable<string> Examples() => ExampleMark().Matches(Text).Select(match => match.Groups["name"].Value);

    /// <summary>Line in which a place of the text lies, from 1.</summary>
    public int LineOf(int at) => Text.AsSpan(0, at).Count('\n') + 1;

    /// <summary>Lines outside code blocks and comments, from 1; empty ones too, since they end paragraphs.</summary>
    public IEnumerable<(int Number, string Text)> ProseLines()
    {
        var inCode = false;
        foreach (var (i, line) in Text.Split('\n').Index())
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                inCode = !inCode;
            else if (!inCode && !line.StartsWith("<!--", StringComparison.Ordinal))
                yield return (i + 1, line);
        }
    }

    private (int Start, int End) Place(string name)
    {
        var mark = $"<!-- {name} -->";
        var at = Text.IndexOf(mark, StringComparison.Ordinal);
        var end = at < 0 ? -1 : Text.IndexOf(End, at, StringComparison.Ordinal);
        return end > 0 ? (at + mark.Length, end) : throw new FormatException($"{Name} has no part {mark} … {End}");
    }

    [GeneratedRegex("^#{1,6} ", RegexOptions.NonBacktracking)]
    private static partial Regex HeadingLine();

    [GeneratedRegex(@"<!-- example (?<name>\S+) -->", RegexOptions.NonBacktracking)]
    private static partial Regex ExampleMark();
}
