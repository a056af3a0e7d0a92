using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Interop.Cli.Generating;

/// <summary>In which of the generated languages a text is: by its script, and among those of the Latin one by whose words are in it.</summary>
internal static class LanguageGuess
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Words = new[] { "en", "de", "fr", "es" }
        .ToFrozenDictionary(code => code, code => Language.All.First(l => l.Code == code).Pieces.SelectMany(WordsOf).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>BCP 47; null for a text without words of any of them.</summary>
    public static string? Of(string text)
    {
        if (ScriptOf(text) is { } scripted)
            return scripted;
        var words = WordsOf(text).ToList();
        var (code, found) = Words.Select(language => (language.Key, Found: words.Count(language.Value.Contains))).MaxBy(l => l.Found);
        return found > 0 ? code : null;
    }

    private static string? ScriptOf(string text)
    {
        var hasHan = false;
        foreach (var letter in text)
        {
            switch (letter)
            {
                case >= '\u3041' and <= '\u30FF':
                    return "ja";
                case >= '\u0600' and <= '\u06FF':
                    return "ar";
                case >= '\u0400' and <= '\u04FF':
                    return "ru";
                case >= '\u4E00' and <= '\u9FFF':
                    hasHan = true;
                    break;
            }
        }
        return hasHan ? "zh" : null;
    }

    private static IEnumerable<string> WordsOf(string text)
    {
        var word = new StringBuilder();
        foreach (var letter in text.Normalize() + " ")
        {
            if (char.IsLetter(letter))
            {
                word.Append(char.ToLower(letter, CultureInfo.InvariantCulture));
                continue;
            }
            if (word.Length > 0)
                yield return word.ToString();
            word.Clear();
        }
    }
}
