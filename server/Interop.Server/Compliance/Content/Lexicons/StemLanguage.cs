using System.Text;
using Interop.Server.Compliance.Content.Stems;
using Interop.Server.Search.Text;

namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>A language whose words can be taken apart (spec 07). Two words have the same stem when one of the stems of the one is one of the other's.</summary>
/// <param name="Code">BCP 47.</param>
/// <param name="Stem">Its algorithm.</param>
internal sealed record StemLanguage(string Code, StemFunction Stem)
{
    /// <summary>So many letters at its end a stem may have that the word does not have.</summary>
    public const int ChangedMax = 3;

    public static readonly IReadOnlyList<StemLanguage> All =
    [
        new("en", EnglishStemmer.Stem), new("de", GermanStemmer.Stem), new("fr", FrenchStemmer.Stem), new("pt", PortugueseStemmer.Stem), new("es", SpanishStemmer.Stem),
    ];

    public static StemLanguage? Find(string code) => All.FirstOrDefault(language => language.Code == code);

    /// <summary>Whether a word is taken apart: it has letters only, three at least.</summary>
    public static bool Takes(ReadOnlySpan<char> letters) => letters.Length is >= 3 and <= WordCheck.LettersMax && letters.IndexOfAnyInRange('0', '9') < 0;

    /// <summary>The stem of a word as it was written, and that of the word without its diacritics; both folded.</summary>
    public (string Stem, string Plain) StemsOf(ReadOnlySpan<char> written, ReadOnlySpan<char> folded)
    {
        Span<char> memory = stackalloc char[WordCheck.LettersMax + 16];
        folded.CopyTo(memory);
        var plain = new string(memory[..Stem(memory, folded.Length)]);
        if (written.Length > WordCheck.LettersMax)
            return (plain, plain);
        var length = Lower(written, memory);
        var stem = Fold(memory[..Stem(memory, length)]);
        return (stem == plain ? plain : stem, plain);
    }

    /// <summary>Small letters, each with its diacritic as one character; what is invisible is left away.</summary>
    private static int Lower(ReadOnlySpan<char> written, Span<char> memory)
    {
        var length = 0;
        foreach (var c in written)
        {
            if (length > 0 && Composed(memory[length - 1], c) is { } composed)
                memory[length - 1] = composed;
            else if (char.IsLetter(c))
                memory[length++] = char.ToLowerInvariant(c);
        }
        return length;
    }

    private static char? Composed(char letter, char mark)
    {
        const string plain = "aeioucn";
        var forms = mark switch
        {
            '\u0300' => "àèìòùcǹ",
            '\u0301' => "áéíóúćń",
            '\u0302' => "âêîôûĉn",
            '\u0303' => "ãẽĩõũcñ",
            '\u0308' => "äëïöücn",
            '\u0327' => "aȩiouçņ",
            _ => null,
        };
        return forms is not null && plain.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at ? forms[at] : null;
    }

    private static string Fold(ReadOnlySpan<char> stem)
    {
        if (Ascii.IsValid(stem))
            return new string(stem);
        var folded = new StringBuilder();
        foreach (var rune in stem.EnumerateRunes())
            folded.Append(Folding.Find(rune) ?? rune.ToString());
        return folded.ToString();
    }
}
