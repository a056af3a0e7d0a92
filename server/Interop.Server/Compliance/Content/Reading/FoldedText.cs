using System.Text;
using Interop.Server.Search.Text;

namespace Interop.Server.Compliance.Content.Reading;

/// <summary>
/// A text as policies see it (spec 07): its words, folded as search folds them (case, width, diacritics, points, invisible characters), with a
/// <see cref="Gap"/> before and after each; scripts without spaces as their characters in a row, spaces between them passed over. Letters that are put
/// in a Latin word for others that look like them count as those. Memory that is used again: nothing is allocated once it has grown.
/// </summary>
internal sealed class FoldedText
{
    /// <summary>Stands between words, and where something ends that is written without spaces; in no text.</summary>
    public const char Gap = '\u0001';

    /// <summary>In a term: any letters.</summary>
    public const char Star = '\u0002';

    /// <summary>In a term: one letter.</summary>
    public const char Query = '\u0003';

    private const byte Break = 0;
    private const byte White = 1;
    private const int LookalikesMax = 64;
    private static readonly byte[] Ascii = FillAscii();

    private readonly char[] latin = new char[LookalikesMax];
    private char[] letters = new char[512];
    private int[] tokenAt = new int[512];
    private FoldedToken[] tokens = new FoldedToken[128];
    private int length;
    private int count;
    private bool inWord;
    private bool broken;
    private int start;
    private int end;
    private int from;
    private bool hasLatin;
    private bool hasOther;
    private ulong lookalikes;
    private bool? isLatinText;

    /// <summary>All folded letters and gaps, in order; begins with a gap.</summary>
    public ReadOnlySpan<char> Letters => letters.AsSpan(0, length);

    /// <summary>For each letter the number of the token it is of; for a gap that of the token before it, or -1.</summary>
    public ReadOnlySpan<int> TokenAt => tokenAt.AsSpan(0, length);

    public ReadOnlySpan<FoldedToken> Tokens => tokens.AsSpan(0, count);

    /// <param name="text">Any text, also with unpaired surrogates.</param>
    /// <param name="wildcards">It is a term: * and ? are letters that stand for others.</param>
    public void Read(ReadOnlySpan<char> text, bool wildcards = false)
    {
        (length, count, inWord, broken, isLatinText) = (0, 0, false, false, null);
        Append(Gap, -1);
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (c < 128)
            {
                var folded = Ascii[c];
                if (folded > White)
                    Letter((char)folded, at, at + 1, folded >= 'a', '\0', text);
                else if (wildcards && c is '*' or '?')
                    Letter(c == '*' ? Star : Query, at, at + 1, false, '\0', text);
                else
                    Between(folded == White, text);
                at++;
                continue;
            }
            Rune.DecodeFromUtf16(text[at..], out var rune, out var units);
            if (Folding.Find(rune) is not { } image)
                Take(rune, rune, at, at + units, text);
            else if (image.Length == 0)
                Extend(at + units);
            else
                TakeImage(image, rune, at, at + units, text);
            at += units;
        }
        EndWord(text);
    }

    private void TakeImage(string image, Rune original, int first, int behind, ReadOnlySpan<char> text)
    {
        foreach (var rune in image.EnumerateRunes())
        {
            if (rune.IsAscii && Ascii[rune.Value] > White)
                Letter((char)Ascii[rune.Value], first, behind, Ascii[rune.Value] >= 'a', Lookalikes.LatinOf(original), text);
            else
                Take(rune, original, first, behind, text);
        }
    }

    private void Take(Rune rune, Rune original, int first, int behind, ReadOnlySpan<char> text)
    {
        switch (Scripts.ClassOf(rune))
        {
            case CharacterClass.Word:
                Letter(rune, first, behind, original, text);
                break;
            case CharacterClass.Unspaced:
                EndWord(text);
                Unspaced(rune, first, behind);
                break;
            case CharacterClass.Mark when count > 0 && !inWord && !tokens[count - 1].IsWord && tokens[count - 1].End == first:
                Mark(rune, behind);
                break;
            case CharacterClass.Mark when inWord:
                Letter(rune, first, behind, default, text);
                break;
            case CharacterClass.Symbol:
                EndWord(text);
                Symbol(rune, first, behind);
                break;
            default:
                Between(Rune.IsWhiteSpace(rune), text);
                break;
        }
    }

    private void Letter(Rune rune, int first, int behind, Rune original, ReadOnlySpan<char> text)
    {
        Span<char> units = stackalloc char[2];
        var used = rune.EncodeToUtf16(units);
        for (var i = 0; i < used; i++)
            Letter(units[i], first, behind, false, i == 0 ? Lookalikes.LatinOf(original) : '\0', text);
    }

    private void Letter(char letter, int first, int behind, bool isLatin, char looksLike, ReadOnlySpan<char> text)
    {
        if (!inWord)
            BeginWord(first);
        if (looksLike != '\0' && length - from < LookalikesMax)
        {
            lookalikes |= 1UL << (length - from);
            latin[length - from] = looksLike;
        }
        else if (isLatin)
        {
            hasLatin = true;
        }
        else if (letter > 127)
        {
            hasOther = true;
        }
        end = behind;
        Append(letter, count);
    }

    private void BeginWord(int first)
    {
        if (letters[length - 1] != Gap)
            Append(Gap, count - 1);
        (inWord, broken, start, from, hasLatin, hasOther, lookalikes) = (true, false, first, length, false, false, 0);
    }

    private void EndWord(ReadOnlySpan<char> text)
    {
        if (!inWord)
            return;
        inWord = false;
        if (lookalikes != 0 && (hasLatin || (!hasOther && (isLatinText ??= Lookalikes.IsLatinText(text)))))
        {
            for (var i = 0; i < LookalikesMax && from + i < length; i++)
            {
                if ((lookalikes >> i & 1) != 0)
                    letters[from + i] = latin[i];
            }
        }
        Add(new FoldedToken(start, end, from, length, true));
        Append(Gap, count - 1);
    }

    private void Unspaced(Rune rune, int first, int behind)
    {
        // A kana and its sound mark, the parts of a Hangul syllable: one character, in whichever way they are written.
        if (rune.Value is 0x3099 or 0x309A or (>= 0x1161 and <= 0x1175) or (>= 0x11A8 and <= 0x11C2) && Join(rune, behind))
            return;
        if (broken && letters[length - 1] != Gap)
            Append(Gap, count - 1);
        broken = false;
        var at = length;
        AppendRune(rune, count);
        Add(new FoldedToken(first, behind, at, length, false));
    }

    /// <summary>Belongs to the character before it.</summary>
    private void Mark(Rune rune, int behind)
    {
        if (rune.Value is 0x3099 or 0x309A && Join(rune, behind))
            return;
        AppendRune(rune, count - 1);
        tokens[count - 1] = tokens[count - 1] with { End = behind, To = length };
    }

    private bool Join(Rune rune, int behind)
    {
        if (count == 0 || broken || inWord || tokens[count - 1].IsWord || tokens[count - 1].To - tokens[count - 1].From != 1)
            return false;
        if (Scripts.Join(letters[length - 1].ToString(), rune.Value) is not { Length: 1 } joined)
            return false;
        letters[length - 1] = joined[0];
        tokens[count - 1] = tokens[count - 1] with { End = behind };
        return true;
    }

    /// <summary>A pictograph is a word of its own.</summary>
    private void Symbol(Rune rune, int first, int behind)
    {
        if (letters[length - 1] != Gap)
            Append(Gap, count - 1);
        var at = length;
        AppendRune(rune, count);
        Add(new FoldedToken(first, behind, at, length, true));
        Append(Gap, count - 1);
    }

    /// <summary>Something that stands for nothing belongs to the word that it stands in.</summary>
    private void Extend(int behind)
    {
        if (inWord)
            end = behind;
        else if (count > 0 && !tokens[count - 1].IsWord && !broken)
            tokens[count - 1] = tokens[count - 1] with { End = behind };
    }

    private void Between(bool white, ReadOnlySpan<char> text)
    {
        if (inWord)
            EndWord(text);
        broken |= !white;
    }

    private void AppendRune(Rune rune, int token)
    {
        Span<char> units = stackalloc char[2];
        var used = rune.EncodeToUtf16(units);
        for (var i = 0; i < used; i++)
            Append(units[i], token);
    }

    private void Append(char letter, int token)
    {
        if (length == letters.Length)
        {
            Array.Resize(ref letters, length * 2);
            Array.Resize(ref tokenAt, length * 2);
        }
        letters[length] = letter;
        tokenAt[length++] = token;
    }

    private void Add(FoldedToken token)
    {
        if (count == tokens.Length)
            Array.Resize(ref tokens, count * 2);
        tokens[count++] = token;
    }

    private static byte[] FillAscii()
    {
        var table = new byte[128];
        for (var c = '\0'; c < 128; c++)
            table[c] = char.IsAsciiLetterOrDigit(c) ? (byte)char.ToLowerInvariant(c) : char.IsWhiteSpace(c) ? White : Break;
        return table;
    }
}
