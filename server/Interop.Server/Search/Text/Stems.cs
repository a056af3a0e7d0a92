namespace Interop.Server.Search.Text;

/// <summary>
/// By what the words with a common beginning are found in the vocabulary: their first two characters, of scripts without spaces the first one. Each is
/// a word that no text has, so that its token says nothing more than that two words begin alike.
/// </summary>
internal static class Stems
{
    /// <summary>Letters that a prefix must have.</summary>
    public const int LettersMin = 2;

    private const char Mark = '\u0002';

    /// <summary>The stem of a word of the index; null for what no prefix finds.</summary>
    public static string? Of(string word)
    {
        if (word.Length == 0 || Facets.IsFacet(word))
            return null;
        var first = char.IsSurrogatePair(word, 0) ? 2 : 1;
        System.Text.Rune.DecodeFromUtf16(word, out var rune, out _);
        return Scripts.ClassOf(rune) switch
        {
            CharacterClass.Unspaced => Mark + word[..first],
            CharacterClass.Word when word.Length >= LettersMin => Mark + word[..LettersMin],
            _ => null,
        };
    }
}
