using System.Text;
using System.Text.RegularExpressions;

namespace Interop.Cli.Spec.Sources;

/// <summary>Cuts the prose of a page into sentences, each with the id that follows it.</summary>
internal static partial class SentenceReader
{
    public static IEnumerable<Sentence> Read(string page, IEnumerable<(int Number, string Text)> lines)
    {
        var section = "";
        var paragraph = new List<(int Number, string Text)>();
        foreach (var line in lines.Append((Number: 0, Text: "")))
        {
            var isHeading = line.Text.StartsWith('#');
            var isRow = line.Text.StartsWith('|');
            if (line.Text.Trim().Length == 0 || isHeading || isRow || ListMark().IsMatch(line.Text))
            {
                foreach (var sentence in Split(page, section, paragraph))
                    yield return sentence;
                paragraph.Clear();
            }
            if (isHeading)
                section = line.Text.TrimStart('#', ' ');
            else if (isRow)
            {
                foreach (var sentence in line.Text.Split('|').SelectMany(cell => Split(page, section, [(line.Number, cell)])))
                    yield return sentence;
            }
            else if (line.Text.Trim().Length > 0)
                paragraph.Add((line.Number, ListMark().Replace(line.Text, "")));
        }
    }

    private static IEnumerable<Sentence> Split(string page, string section, List<(int Number, string Text)> paragraph)
    {
        var text = new StringBuilder();
        var starts = new List<(int At, int Line)>();
        foreach (var (number, line) in paragraph)
        {
            starts.Add((text.Length, number));
            // Words in quotes are spoken of, not used.
            text.Append(Quoted().Replace(line.Trim(), "")).Append(' ');
        }
        foreach (Match match in SentenceEnd().Matches(text.ToString()))
        {
            var sentence = match.Groups["text"].Value.Trim();
            var at = match.Index + match.Value.Length - match.Value.TrimStart().Length;
            if (sentence.Length > 0)
                yield return new Sentence(page, starts.Last(s => s.At <= at).Line, section, sentence, match.Groups["id"].Success ? match.Groups["id"].Value : null);
        }
    }

    [GeneratedRegex("\"[A-Z ]+\"", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\s*([-*]|\d+\.) ", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ListMark();

    [GeneratedRegex(@"(?<text>.+?([.!?](?=\s)|:(?=\s\[[A-Z]{3}-\d)|$))(\s+\[(?<id>[A-Z]{3}-\d+\.\d+)\])?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SentenceEnd();
}
