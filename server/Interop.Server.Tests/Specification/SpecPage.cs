using System.Text.RegularExpressions;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>One page of the standard: its lines, its sentences, and its generated parts.</summary>
internal sealed partial class SpecPage
{
    private string text;

    public SpecPage(string name)
    {
        Name = name;
        text = System.IO.File.ReadAllText(File);
    }

    public string Name { get; }

    public string File => Path.Combine(SpecFolder.Spec, Name);

    public string Text => text;

    /// <summary>Sentences with their heading, in order; code blocks and comments are no sentences.</summary>
    public IEnumerable<(string Section, string Sentence, string? Id)> Sentences()
    {
        var section = "";
        foreach (var line in ProseLines())
        {
            if (line.StartsWith('#'))
            {
                section = line.TrimStart('#', ' ');
                continue;
            }
            foreach (var sentence in Split(line))
                yield return (section, sentence.Sentence, sentence.Id);
        }
    }

    /// <summary>Rows of the table between &lt;!-- name --&gt; and &lt;!-- end --&gt;, cell by cell, without head and rule.</summary>
    public IReadOnlyList<string[]> Table(string name) =>
    [
        .. Part(name).Split('\n').Where(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()),
    ];

    /// <summary>What stands between &lt;!-- name --&gt; and &lt;!-- end --&gt;.</summary>
    public string Part(string name)
    {
        var (start, end) = Place(name);
        return text[start..end].Trim('\n');
    }

    /// <summary>Names of the examples that the page shows.</summary>
    public IEnumerable<string> Examples() => ExampleMark().Matches(text).Select(match => match.Groups["name"].Value);

    /// <summary>Compares a generated part, or writes it.</summary>
    public void Expect(string name, string content)
    {
        if (Part(name) == content)
            return;
        if (!SpecFolder.Updates)
            Assert.Fail($"{Name}: what stands between <!-- {name} --> and <!-- end --> is stale; run with INTEROP_SPEC_UPDATE=1 to write it anew");
        var (start, end) = Place(name);
        text = $"{text[..start]}\n{content}\n{text[end..]}";
        System.IO.File.WriteAllText(File, text);
    }

    private (int Start, int End) Place(string name)
    {
        var mark = $"<!-- {name} -->";
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        var end = at < 0 ? -1 : text.IndexOf("<!-- end -->", at, StringComparison.Ordinal);
        Assert.True(end > 0, $"{Name} has no part {mark} … <!-- end -->");
        return (at + mark.Length, end);
    }

    private IEnumerable<string> ProseLines()
    {
        var inCode = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                inCode = !inCode;
            else if (!inCode && line.Length > 0 && !line.StartsWith("<!--", StringComparison.Ordinal))
                yield return line;
        }
    }

    private static IEnumerable<(string Sentence, string? Id)> Split(string line)
    {
        // Words in quotes are spoken of, not used.
        foreach (var cell in Quoted().Replace(line, "").Split('|'))
        {
            var rest = ListMark().Replace(cell.Trim(), "");
            foreach (Match match in SentenceEnd().Matches(rest + " "))
            {
                var sentence = match.Groups["text"].Value.Trim();
                if (sentence.Length > 0)
                    yield return (sentence, match.Groups["id"].Success ? match.Groups["id"].Value : null);
            }
        }
    }

    [GeneratedRegex("\"[A-Z ]+\"", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(-|\d+\.) ", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ListMark();

    [GeneratedRegex(@"(?<text>.+?([.!?](?=\s)|:(?=\s\[[A-Z]{3}-\d)|$))(\s+\[(?<id>[A-Z]{3}-\d+\.\d+)\])?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"<!-- example (?<name>\S+) -->", RegexOptions.NonBacktracking)]
    private static partial Regex ExampleMark();
}
