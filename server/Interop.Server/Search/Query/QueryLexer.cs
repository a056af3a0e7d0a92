using System.Globalization;

namespace Interop.Server.Search.Query;

/// <summary>Cuts a question into words, quoted phrases, operators and parentheses.</summary>
internal static class QueryLexer
{
    private const string Quotes = "\"\u201C\u201D\u201E\u201F";

    public static List<QueryLexeme> Cut(string question)
    {
        var lexemes = new List<QueryLexeme>();
        for (var at = 0; at < question.Length;)
        {
            var c = question[at];
            if (char.IsWhiteSpace(c))
                at++;
            else if (c is '(' or ')')
                lexemes.Add(new QueryLexeme(c == '(' ? LexemeKind.Open : LexemeKind.Close, c.ToString(), at++ + 1));
            else if (Quotes.Contains(c, StringComparison.Ordinal))
                lexemes.Add(Quoted(question, ref at));
            else
                lexemes.Add(Word(question, ref at));
        }
        return lexemes;
    }

    private static QueryLexeme Quoted(string question, ref int at)
    {
        var (start, end) = (at, question.AsSpan(at + 1).IndexOfAny(Quotes));
        if (end < 0)
            throw new QueryException(start + 1, "The quotation mark is not closed. Put one behind the last word of the phrase.");
        var text = question.Substring(start + 1, end);
        at = start + end + 2;
        if (at < question.Length && question[at] == '*')
        {
            at++;
            text += "*";
        }
        return new QueryLexeme(LexemeKind.Phrase, text, start + 1);
    }

    private static QueryLexeme Word(string question, ref int at)
    {
        var start = at;
        while (at < question.Length && !char.IsWhiteSpace(question[at]) && question[at] is not ('(' or ')') && !Quotes.Contains(question[at], StringComparison.Ordinal))
            at++;
        var text = question[start..at];
        return text switch
        {
            "AND" => new QueryLexeme(LexemeKind.And, text, start + 1),
            "OR" => new QueryLexeme(LexemeKind.Or, text, start + 1),
            "NOT" => new QueryLexeme(LexemeKind.Not, text, start + 1),
            "NEAR" => new QueryLexeme(LexemeKind.Near, text, start + 1) { Distance = QueryLimits.NearDefault },
            _ when text.StartsWith("NEAR/", StringComparison.Ordinal) => new QueryLexeme(LexemeKind.Near, text, start + 1) { Distance = DistanceOf(text, start + 1) },
            _ => new QueryLexeme(LexemeKind.Word, text, start + 1),
        };
    }

    private static int DistanceOf(string text, int position) =>
        int.TryParse(text.AsSpan("NEAR/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var distance) && distance is >= 1 and <= QueryLimits.NearMax
            ? distance
            : throw new QueryException(position, $"After NEAR/ stands a number from 1 to {QueryLimits.NearMax}: how many words may lie between.");
}
