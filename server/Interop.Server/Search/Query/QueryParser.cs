using Interop.Server.Search.Text;

namespace Interop.Server.Search.Query;

/// <summary>
/// The query language (spec 08): words, "phrases", prefix*, AND, OR, NOT, NEAR/n and parentheses. Words beside each other are all wanted; AND binds more
/// tightly than OR. Nothing of a question reaches the full-text index but tokens that were made of it here.
/// </summary>
internal sealed class QueryParser
{
    private readonly List<QueryLexeme> lexemes;
    private int next;
    private int words;
    private int depth;

    private QueryParser(List<QueryLexeme> lexemes) => this.lexemes = lexemes;

    /// <exception cref="QueryException">It cannot be understood; the message says where and what to do.</exception>
    public static QueryNode Parse(string question)
    {
        if (question.Length > QueryLimits.CharactersMax)
            throw new QueryException(QueryLimits.CharactersMax + 1, $"The question is longer than {QueryLimits.CharactersMax} characters. Ask in parts.");
        var parser = new QueryParser(QueryLexer.Cut(question));
        if (parser.lexemes.Count == 0)
            throw new QueryException(1, "There is no word to search for. Write one, or leave q away and use filters.");
        var node = parser.Or();
        if (parser.Peek() is { } rest)
            throw new QueryException(rest.Position, "The parenthesis is closed and was not opened. Take it away, or open one before.");
        return node;
    }

    private QueryNode Or()
    {
        var nodes = new List<QueryNode> { And() };
        while (Peek() is { Kind: LexemeKind.Or })
        {
            next++;
            nodes.Add(And());
        }
        return nodes.Count == 1 ? nodes[0] : new QueryNode.Any(nodes);
    }

    private QueryNode And()
    {
        var (wanted, unwanted) = (new List<QueryNode>(), new List<QueryNode>());
        var not = (QueryLexeme?)null;
        while (true)
        {
            if (Peek() is { Kind: LexemeKind.Not } first)
            {
                next++;
                not ??= first;
                unwanted.Add(Near());
            }
            else
            {
                wanted.Add(Near());
            }
            var following = Peek();
            if (following is null or { Kind: LexemeKind.Or or LexemeKind.Close })
                break;
            if (following.Kind == LexemeKind.And)
                next++;
        }
        if (wanted.Count == 0)
            throw new QueryException(not!.Position, "NOT takes away from something. Write before it what is wanted: contract NOT draft.");
        return wanted.Count == 1 && unwanted.Count == 0 ? wanted[0] : new QueryNode.All(wanted, unwanted);
    }

    private QueryNode Near()
    {
        var first = Primary();
        if (Peek() is not { Kind: LexemeKind.Near } operation)
            return first;
        var phrases = new List<QueryNode.Phrase> { PhraseOf(first, operation) };
        var distance = operation.Distance;
        while (Peek() is { Kind: LexemeKind.Near } near)
        {
            if (near.Distance != distance)
                throw new QueryException(near.Position, $"One row of NEAR has one distance. Write NEAR/{distance} here too, or put parentheses and AND.");
            next++;
            phrases.Add(PhraseOf(Primary(), near));
        }
        return new QueryNode.Near(phrases, distance);
    }

    private static QueryNode.Phrase PhraseOf(QueryNode node, QueryLexeme near) => node switch
    {
        QueryNode.Phrase phrase => phrase,
        QueryNode.Any { Written: { } written } => written,
        _ => throw new QueryException(near.Position, "On both sides of NEAR stands a word or a phrase, no parentheses. Write NEAR for each of them, with OR between."),
    };

    private QueryNode Primary()
    {
        if (Peek() is not { } lexeme)
            throw new QueryException(lexemes[^1].Position, "Here the question ends, and something should follow. Write a word, or take the operator away.");
        next++;
        switch (lexeme.Kind)
        {
            case LexemeKind.Word or LexemeKind.Phrase:
                return Words(lexeme);
            case LexemeKind.Open:
                if (++depth > QueryLimits.DepthMax)
                    throw new QueryException(lexeme.Position, $"Parentheses lie at most {QueryLimits.DepthMax} deep.");
                var inner = Or();
                if (Peek() is not { Kind: LexemeKind.Close })
                    throw new QueryException(lexeme.Position, "The parenthesis is not closed. Close it behind what belongs together.");
                next++;
                depth--;
                return inner;
            case LexemeKind.Close:
                throw new QueryException(lexeme.Position, "The parenthesis is closed where a word should stand. Write one, or take the parentheses away.");
            default:
                throw new QueryException(lexeme.Position, $"{lexeme.Text} stands between two words. To search for the word itself, write it in small letters or in quotation marks.");
        }
    }

    private QueryNode Words(QueryLexeme lexeme)
    {
        var (text, isPrefix) = PrefixOf(lexeme);
        Refuse(lexeme);
        var tokens = Tokenizer.Cut(text);
        if (tokens.Count == 0)
            throw new QueryException(lexeme.Position, $"'{lexeme.Text}' has no letter or digit to search for. Take it away.");
        words += tokens.Count;
        if (words > QueryLimits.WordsMax)
            throw new QueryException(lexeme.Position, $"The question has more than {QueryLimits.WordsMax} words. Ask in parts.");
        var joined = isPrefix ? [] : JoinedNumbers.Of(text, tokens).ToArray();
        var written = Phrase(tokens, isPrefix, lexeme.Position);
        return joined is [var one] && one.Length == tokens.Sum(t => t.Text.Length) ? new QueryNode.Any([written, new QueryNode.Phrase([one], false, lexeme.Position)]) { Written = written } : written;
    }

    /// <summary>
    /// The last character of an unspaced run stands alone in the index only where the run ends: a question that goes on with nothing may mean the
    /// middle of a run, and leaves it away. One character alone stands for every pair that it begins.
    /// </summary>
    private static QueryNode.Phrase Phrase(List<Token> tokens, bool isPrefix, int position)
    {
        var last = tokens[^1];
        if (last.Kind == TokenKind.Tail)
        {
            var inRun = tokens.Count > 1 && tokens[^2].Kind == TokenKind.Pair;
            return inRun
                ? new QueryNode.Phrase([.. tokens.SkipLast(1).Select(t => t.Text)], false, position)
                : new QueryNode.Phrase([.. tokens.Select(t => t.Text)], true, position);
        }
        if (isPrefix && last is { Kind: TokenKind.Word, Text.Length: < Stems.LettersMin })
            throw new QueryException(position, $"Before the * stand at least {Stems.LettersMin} letters.");
        return new QueryNode.Phrase([.. tokens.Select(t => t.Text)], isPrefix && last.Kind == TokenKind.Word, position);
    }

    private static (string Text, bool IsPrefix) PrefixOf(QueryLexeme lexeme)
    {
        var isPrefix = lexeme.Text.EndsWith('*');
        var text = isPrefix ? lexeme.Text.TrimEnd('*') : lexeme.Text;
        var star = text.IndexOf('*', StringComparison.Ordinal);
        if (star >= 0 && lexeme.Kind == LexemeKind.Word)
            throw new QueryException(lexeme.Position + star, "A * stands at the end of a word, for all words that begin so.");
        if (star > 0 && char.IsLetterOrDigit(text[star - 1]))
            throw new QueryException(lexeme.Position + star + 1, "In a phrase a * stands at the end of its last word.");
        return (text, isPrefix && text.Length > 0 && !char.IsWhiteSpace(text[^1]));
    }

    /// <summary>What other search engines take for an operator would be taken for words here, and answered wrongly without a sign.</summary>
    private static void Refuse(QueryLexeme lexeme)
    {
        if (lexeme.Kind == LexemeKind.Phrase)
            return;
        if (lexeme.Text.Length > 1 && lexeme.Text[0] == '-' && char.IsLetter(lexeme.Text[1]))
            throw new QueryException(lexeme.Position, $"To leave out a word, write NOT before it: NOT {lexeme.Text[1..]}.");
        var colon = lexeme.Text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && lexeme.Text[..colon].ToLowerInvariant() is "from" or "to" or "in" or "sender" or "person" or "room" or "network" or "type" or "kind" or "has" or "before" or "after" or "code" or "policy")
            throw new QueryException(lexeme.Position, $"Filters are parameters of their own, such as sender= and room=. To search for these words, put them in quotation marks.");
    }

    private QueryLexeme? Peek() => next < lexemes.Count ? lexemes[next] : null;
}
