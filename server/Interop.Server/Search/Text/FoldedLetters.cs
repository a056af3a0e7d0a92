using System.Text;

namespace Interop.Server.Search.Text;

/// <summary>A text reduced to its letters and digits, without case, accents and width: what is equal in two texts that differ in form only.</summary>
internal static class FoldedLetters
{
    /// <summary>Takes any text, also with unpaired surrogates.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        var folded = new StringBuilder(text.Length);
        Append(folded, text);
        return folded.ToString();
    }

    public static void Append(StringBuilder folded, ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var letter in (Folding.Find(rune) ?? rune.ToString()).EnumerateRunes())
            {
                if (Rune.IsLetterOrDigit(letter))
                    folded.Append(Rune.ToLowerInvariant(letter).ToString());
            }
        }
    }
}
