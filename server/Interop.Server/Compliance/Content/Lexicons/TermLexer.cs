using System.Buffers;
using System.Globalization;

namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>Cuts a term into words, what is quoted, operators and parentheses.</summary>
internal static class TermLexer
{
    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"\u201C\u201D\u201E\u201F\u00AB\u00BB\u300C\u300D");

    /// <exception cref="TermException">A quotation mark is not closed, or a distance is none.</exception>
    public static List<TermLexeme> Cut(string term)
    {
        var lexemes = new List<TermLexeme>();
        for (var at = 0; at < term.Length;)
        {
            var c = term[at];
            if (char.IsWhiteSpace(c))
                at++;
            else if (c is '(' or ')')
                lexemes.Add(new TermLexeme(c == '(' ? TermKind.Open : TermKind.Close, c.ToString(), at++ + 1));
            else if (Quotes.Contains(c))
                lexemes.Add(Quoted(term, ref at));
            else
                lexemes.Add(Word(term, ref at));
        }
        return lexemes;
    }

    private static TermLexeme Quoted(string term, ref int at)
    {
        var (start, length) = (at, term.AsSpan(at + 1).IndexOfAny(Quotes));
        if (length < 0)
            throw new TermException(start + 1, "The quotation mark is not closed. Put one behind the last word of the phrase.");
        at = start + length + 2;
        return new TermLexeme(TermKind.Quoted, term.Substring(start + 1, length), start + 1);
    }

    private static TermLexeme Word(string term, ref int at)
    {
        var start = at;
        while (at < term.Length && !char.IsWhiteSpace(term[at]) && term[at] is not ('(' or ')') && !Quotes.Contains(term[at]))
            at++;
        var text = term[start..at];
        return text switch
        {
            "AND" => new TermLexeme(TermKind.And, text, start + 1),
            "OR" => new TermLexeme(TermKind.Or, text, start + 1),
            "NOT" => new TermLexeme(TermKind.Not, text, start + 1),
            "NEAR" => new TermLexeme(TermKind.Near, text, start + 1) { Distance = LexiconLimits.NearDefault },
            "PRE" => new TermLexeme(TermKind.Before, text, start + 1) { Distance = LexiconLimits.NearDefault },
            _ when text.StartsWith("NEAR/", StringComparison.Ordinal) => new TermLexeme(TermKind.Near, text, start + 1) { Distance = Distance(text, "NEAR/", start) },
            _ when text.StartsWith("PRE/", StringComparison.Ordinal) => new TermLexeme(TermKind.Before, text, start + 1) { Distance = Distance(text, "PRE/", start) },
            _ => new TermLexeme(TermKind.Word, text, start + 1),
        };
    }

    private static int Distance(string text, string name, int start) =>
        int.TryParse(text.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var distance) && distance <= LexiconLimits.NearMax
            ? distance
            : throw new TermException(start + 1, $"After {name} stands a number from 0 to {LexiconLimits.NearMax}: how many words may lie between.");
}
