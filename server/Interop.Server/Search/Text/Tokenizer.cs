using System.Text;

namespace Interop.Server.Search.Text;

/// <summary>
/// Cuts text into what is searched for (spec 08). Words are cut as UAX #29 does, and also within at ' . : _ and the like, so that each part of an
/// address, a host name or an identifier is found alone; whoever searches for the whole searches for the parts in a row. Scripts that are written
/// without spaces give each two neighbours, and the last character of a run alone. Takes any text, also with unpaired surrogates.
/// </summary>
internal sealed class Tokenizer
{
    /// <summary>Characters of a word that count; a longer one is cut here, in the index and in the question alike.</summary>
    public const int WordCharactersMax = 64;

    /// <summary>Tokens of one text; what stands behind them is not indexed.</summary>
    public const int TokensMax = 50_000;

    private readonly List<Token> output;
    private readonly StringBuilder word = new();
    private readonly List<(string Text, int Start, int End)> run = [];
    private int wordStart;
    private int wordEnd;

    private Tokenizer(List<Token> output) => this.output = output;

    public static List<Token> Cut(string text)
    {
        var tokens = new List<Token>();
        new Tokenizer(tokens).Read(text);
        return tokens;
    }

    private void Read(string text)
    {
        var at = 0;
        while (at < text.Length && output.Count < TokensMax)
        {
            var c = text[at];
            if (char.IsAscii(c))
            {
                if (char.IsAsciiLetterOrDigit(c))
                    AddToWord(c | (char.IsAsciiLetterUpper(c) ? 0x20 : 0), at, at + 1);
                else
                    Flush();
                at++;
                continue;
            }
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            if (Folding.Find(rune) is { } image)
            {
                foreach (var part in image.EnumerateRunes())
                    Take(part, at, at + length);
                if (image.Length == 0)
                    Extend(at + length);
            }
            else
            {
                Take(rune, at, at + length);
            }
            at += length;
        }
        Flush();
    }

    private void Take(Rune rune, int start, int end)
    {
        switch (Scripts.ClassOf(rune))
        {
            case CharacterClass.Word:
                AddToWord(rune.Value, start, end);
                break;
            case CharacterClass.Unspaced:
                FlushWord();
                AddToRun(rune, start, end);
                break;
            case CharacterClass.Mark when run.Count > 0:
                AddToRun(rune, start, end);
                break;
            case CharacterClass.Mark when word.Length > 0:
                AddToWord(rune.Value, start, end);
                break;
            case CharacterClass.Symbol:
                Flush();
                output.Add(new Token(rune.ToString(), start, end, TokenKind.Symbol));
                break;
            default:
                Flush();
                break;
        }
    }

    private void AddToWord(int value, int start, int end)
    {
        FlushRun();
        if (word.Length == 0)
            wordStart = start;
        wordEnd = end;
        if (word.Length >= WordCharactersMax)
            return;
        if (value < 0x10000)
            word.Append((char)value);
        else
            word.Append(char.ConvertFromUtf32(value));
    }

    /// <summary>A mark, and the second half of what Unicode also has as one, join the character before them.</summary>
    private void AddToRun(Rune rune, int start, int end)
    {
        if (run.Count > 0)
        {
            var (before, from, _) = run[^1];
            if (Scripts.Join(before, rune.Value) is { } joined)
            {
                run[^1] = (joined, from, end);
                return;
            }
            if (Scripts.ClassOf(rune) == CharacterClass.Mark)
            {
                run[^1] = (before.Length < 8 ? before + rune : before, from, end);
                return;
            }
        }
        run.Add((rune.ToString(), start, end));
    }

    /// <summary>Something that stands for nothing belongs to the word that it stands in.</summary>
    private void Extend(int end)
    {
        if (word.Length > 0)
            wordEnd = end;
        else if (run.Count > 0)
            run[^1] = run[^1] with { End = end };
    }

    private void Flush()
    {
        FlushWord();
        FlushRun();
    }

    private void FlushWord()
    {
        if (word.Length == 0)
            return;
        output.Add(new Token(word.ToString(), wordStart, wordEnd, TokenKind.Word));
        word.Clear();
    }

    private void FlushRun()
    {
        if (run.Count == 0)
            return;
        for (var i = 0; i + 1 < run.Count; i++)
            output.Add(new Token(run[i].Text + run[i + 1].Text, run[i].Start, run[i + 1].End, TokenKind.Pair));
        output.Add(new Token(run[^1].Text, run[^1].Start, run[^1].End, TokenKind.Tail));
        run.Clear();
    }
}
