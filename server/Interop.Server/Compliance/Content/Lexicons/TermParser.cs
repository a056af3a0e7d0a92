using Interop.Server.Compliance.Content.Reading;

namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>
/// The language of terms (spec 07): words in a row are a phrase; "quoted" ones are meant exactly; * and ? in a word; AND, OR, NOT, NEAR/n (any order),
/// PRE/n (the left one first) and parentheses. NEAR and PRE bind most tightly, then AND and NOT, then OR.
/// </summary>
internal sealed class TermParser
{
    private readonly FoldedText reading = new();
    private readonly List<TermLexeme> lexemes;
    private int next;
    private int words;
    private int depth;

    private TermParser(List<TermLexeme> lexemes) => this.lexemes = lexemes;

    /// <exception cref="TermException">It cannot be understood; the message says where and what to do.</exception>
    public static TermNode Parse(string term)
    {
        if (term.Length > LexiconLimits.TermCharactersMax)
            throw new TermException(LexiconLimits.TermCharactersMax + 1, $"A term has at most {LexiconLimits.TermCharactersMax} characters. Make several of it.");
        var parser = new TermParser(TermLexer.Cut(term));
        if (parser.lexemes.Count == 0)
            throw new TermException(1, "There is no word to look for.");
        var node = parser.Or();
        if (parser.Peek() is { } rest)
            throw new TermException(rest.Column, rest.Kind == TermKind.Close
                ? "The parenthesis is closed and was not opened. Take it away, or open one before."
                : "Between these two stands AND, OR, NOT, NEAR/n or PRE/n.");
        return node;
    }

    private TermNode Or()
    {
        var nodes = new List<TermNode> { And() };
        while (Peek() is { Kind: TermKind.Or })
        {
            next++;
            nodes.Add(And());
        }
        return nodes.Count == 1 ? nodes[0] : new TermNode.Any(nodes);
    }

    private TermNode And()
    {
        if (Peek() is { Kind: TermKind.Not } first)
            throw new TermException(first.Column, "NOT takes away from something. Write before it what is wanted: merger NOT public.");
        var (wanted, unwanted) = (new List<TermNode> { Near() }, new List<TermNode>());
        while (Peek() is { Kind: TermKind.And or TermKind.Not } operation)
        {
            next++;
            var not = operation.Kind == TermKind.Not;
            if (!not && Peek() is { Kind: TermKind.Not })
            {
                next++;
                not = true;
            }
            (not ? unwanted : wanted).Add(Near());
        }
        return wanted.Count == 1 && unwanted.Count == 0 ? wanted[0] : new TermNode.All(wanted, unwanted);
    }

    private TermNode Near()
    {
        var node = Primary();
        while (Peek() is { Kind: TermKind.Near or TermKind.Before } operation)
        {
            next++;
            var right = Primary();
            RequirePlaces(node, operation);
            RequirePlaces(right, operation);
            node = new TermNode.Near(node, right, operation.Distance, operation.Kind == TermKind.Before);
        }
        return node;
    }

    /// <summary>What is near something has a place: a phrase, one of several, or two that are near each other themselves.</summary>
    private static void RequirePlaces(TermNode node, TermLexeme operation)
    {
        if (node is TermNode.All)
            throw new TermException(operation.Column, $"On both sides of {operation.Text} stand phrases, with OR, NEAR or PRE between them; no AND and no NOT.");
        if (node is TermNode.Any any)
        {
            foreach (var one in any.Nodes)
                RequirePlaces(one, operation);
        }
    }

    private TermNode Primary()
    {
        if (Peek() is not { } lexeme)
            throw new TermException(lexemes[^1].Column, "Here the term ends, and something should follow. Write a word, or take the operator away.");
        switch (lexeme.Kind)
        {
            case TermKind.Word or TermKind.Quoted:
                return Phrase();
            case TermKind.Open:
                next++;
                if (++depth > LexiconLimits.DepthMax)
                    throw new TermException(lexeme.Column, $"Parentheses lie at most {LexiconLimits.DepthMax} deep.");
                var inner = Or();
                if (Peek() is not { Kind: TermKind.Close })
                    throw new TermException(lexeme.Column, "The parenthesis is not closed. Close it behind what belongs together.");
                next++;
                depth--;
                return inner;
            case TermKind.Close:
                throw new TermException(lexeme.Column, "The parenthesis is closed where a word should stand. Write one, or take the parentheses away.");
            default:
                throw new TermException(lexeme.Column, $"{lexeme.Text} stands between two others. To look for the word itself, write it in small letters or in quotation marks.");
        }
    }

    private TermNode.Phrase Phrase()
    {
        var phrase = new List<TermWord>();
        var column = Peek()!.Column;
        for (; Peek() is { Kind: TermKind.Word or TermKind.Quoted } lexeme; next++)
        {
            var before = phrase.Count;
            Add(phrase, lexeme);
            if (phrase.Count == before)
                throw new TermException(lexeme.Column, $"'{lexeme.Text}' has no letter or digit to look for. Take it away.");
        }
        words += phrase.Count;
        if (words > LexiconLimits.TermWordsMax)
            throw new TermException(column, $"A term has at most {LexiconLimits.TermWordsMax} words; each character of a script without spaces is one. Make several of it.");
        if (phrase.All(word => IsAny(word.Letters)))
            throw new TermException(column, "* alone stands for any word; a phrase needs another one beside it.");
        if (IsAny(phrase[0].Letters) || IsAny(phrase[^1].Letters))
            throw new TermException(column, "A phrase does not begin or end with any word. Take the * at its end away.");
        return new TermNode.Phrase(phrase);
    }

    private void Add(List<TermWord> phrase, TermLexeme lexeme)
    {
        reading.Read(lexeme.Text, wildcards: true);
        var quoted = lexeme.Kind == TermKind.Quoted;
        foreach (var token in reading.Tokens)
        {
            var letters = new string(reading.Letters[token.From..token.To]);
            var word = new TermWord(letters, lexeme.Text[token.Start..token.End], token.IsWord, quoted, lexeme.Column + token.Start + (quoted ? 1 : 0));
            Check(word);
            phrase.Add(word);
        }
    }

    private static void Check(TermWord word)
    {
        var wildcard = word.Letters.AsSpan().IndexOfAny(FoldedText.Star, FoldedText.Query);
        if (wildcard < 0 || (word.IsQuoted && IsAny(word.Letters)))
            return;
        if (word.Letters.Length >= WordCheck.LettersMax)
            throw new TermException(word.Column, $"A word with wildcards has at most {WordCheck.LettersMax - 1} letters.");
        if (!word.IsQuoted && wildcard < LexiconLimits.LeadingLettersMin)
            throw new TermException(word.Column, $"Before the first * or ? of a word stand at least {LexiconLimits.LeadingLettersMin} letters. Put '{word.Written}' in quotation marks if you mean it; it costs more.");
        if (!word.Letters.AsSpan().ContainsAnyExcept(FoldedText.Star, FoldedText.Query))
            throw new TermException(word.Column, "A word needs a letter beside its * and ?.");
    }

    private static bool IsAny(string letters) => letters.AsSpan().IndexOfAnyExcept(FoldedText.Star) < 0;

    private TermLexeme? Peek() => next < lexemes.Count ? lexemes[next] : null;
}
