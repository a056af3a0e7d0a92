using Interop.Protocol.ArchiveApi;
using Interop.Server.Search.Text;

namespace Interop.Server.Search.Query;

/// <summary>A piece of a text around what was searched for, from the text itself: the index has no words to show.</summary>
internal static class SnippetMaker
{
    /// <summary>UTF-16 units of a snippet, about.</summary>
    private const int LengthMax = 200;

    private const int Before = 60;

    /// <summary>From the text with the most different hits; null when the record has no text.</summary>
    public static (string Part, SnippetPiece[] Pieces)? Of(IReadOnlyList<RecordText> texts, IReadOnlyList<QueryNode.Phrase> phrases)
    {
        (RecordText Text, List<(int Start, int End)> Spans, int Different)? best = null;
        foreach (var text in texts.Where(t => t.Text.Length > 0))
        {
            var (spans, different) = Spans(text.Text, phrases);
            if (best is null || different > best.Value.Different)
                best = (text, spans, different);
        }
        return best is { } found ? (found.Text.Part, Cut(found.Text.Text, found.Spans)) : null;
    }

    private static (List<(int Start, int End)> Spans, int Different) Spans(string text, IReadOnlyList<QueryNode.Phrase> phrases)
    {
        var tokens = Tokenizer.Cut(text);
        var (spans, different) = (new List<(int Start, int End)>(), 0);
        foreach (var phrase in phrases)
        {
            var before = spans.Count;
            for (var i = 0; i + phrase.Words.Count <= tokens.Count; i++)
            {
                if (IsAt(tokens, i, phrase))
                    spans.Add((tokens[i].Start, tokens[i + phrase.Words.Count - 1].End));
            }
            if (phrase.Words.Count == 1)
                spans.AddRange(Joined(text, tokens, phrase));
            different += spans.Count > before ? 1 : 0;
        }
        return (Merge(spans), different);
    }

    private static bool IsAt(List<Token> tokens, int at, QueryNode.Phrase phrase)
    {
        for (var i = 0; i < phrase.Words.Count; i++)
        {
            var word = tokens[at + i].Text;
            var matches = phrase.IsPrefix && i == phrase.Words.Count - 1 ? word.StartsWith(phrase.Words[i], StringComparison.Ordinal) : word == phrase.Words[i];
            if (!matches)
                return false;
        }
        return true;
    }

    /// <summary>A number that was found in one piece stands here in groups.</summary>
    private static IEnumerable<(int Start, int End)> Joined(string text, List<Token> tokens, QueryNode.Phrase phrase)
    {
        for (var first = 0; first < tokens.Count; first++)
        {
            var word = phrase.Words[0];
            if (word.Length <= tokens[first].Text.Length || !word.StartsWith(tokens[first].Text, StringComparison.Ordinal) || tokens[first].Kind != TokenKind.Word)
                continue;
            var last = first;
            var rest = word.AsSpan(tokens[first].Text.Length);
            while (rest.Length > 0 && last + 1 < tokens.Count && rest.StartsWith(tokens[last + 1].Text))
                rest = rest[tokens[++last].Text.Length..];
            if (rest.Length == 0 && JoinedNumbers.Of(text, tokens.GetRange(first, last - first + 1)).Contains(word))
                yield return (tokens[first].Start, tokens[last].End);
        }
    }

    private static List<(int Start, int End)> Merge(List<(int Start, int End)> spans)
    {
        var merged = new List<(int Start, int End)>();
        foreach (var span in spans.Order())
        {
            if (merged.Count > 0 && span.Start <= merged[^1].End)
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, span.End));
            else
                merged.Add(span);
        }
        return merged;
    }

    private static SnippetPiece[] Cut(string text, List<(int Start, int End)> spans)
    {
        var start = spans.Count == 0 || spans[0].Start <= Before ? 0 : Whole(text, spans[0].Start - Before);
        var end = text.Length - start <= LengthMax ? text.Length : Whole(text, start + LengthMax);
        if (spans.Count > 0 && end < spans[0].End)
            end = Math.Min(spans[0].End, Whole(text, Math.Min(text.Length, start + (2 * LengthMax))));
        var pieces = new List<SnippetPiece>();
        var at = start;
        foreach (var (from, to) in spans.Where(s => s.Start < end))
        {
            if (from > at)
                pieces.Add(new SnippetPiece((at == start && start > 0 ? "…" : "") + text[at..from]));
            pieces.Add(new SnippetPiece(text[from..Math.Min(to, end)], true));
            at = Math.Min(to, end);
        }
        if (at < end || end < text.Length)
            pieces.Add(new SnippetPiece((at == start && start > 0 ? "…" : "") + text[at..end] + (end < text.Length ? "…" : "")));
        return [.. pieces];
    }

    /// <summary>Never between the halves of a pair; at a space, when one is near.</summary>
    private static int Whole(string text, int at)
    {
        var space = text.LastIndexOf(' ', Math.Min(at, text.Length - 1), Math.Min(15, Math.Min(at, text.Length - 1)));
        if (space > 0)
            return space + 1;
        return at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;
    }
}
