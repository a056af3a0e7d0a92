using Interop.Server.Compliance.Content.Reading;

namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>How one word of a term is looked for.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Pattern">Of literal and prefix the word's letters; of a check what the automaton looks for, empty when the word may begin with anything.</param>
/// <param name="Check">Of a check: what it is.</param>
internal sealed record WordForm(WordFormKind Kind, string Pattern, WordCheck? Check)
{
    /// <param name="word">Of a phrase.</param>
    /// <param name="stem">The language to take it apart in; null for none.</param>
    public static WordForm Of(TermWord word, StemLanguage? stem)
    {
        var wildcard = word.Letters.AsSpan().IndexOfAny(FoldedText.Star, FoldedText.Query);
        if (wildcard < 0)
            return stem is not null && word.IsWord && StemLanguage.Takes(word.Letters) ? Stemmed(word, stem) : new WordForm(WordFormKind.Literal, word.Letters, null);
        if (word.Letters.AsSpan().IndexOfAnyExcept(FoldedText.Star) < 0)
            return new WordForm(WordFormKind.Any, "", null);
        if (wildcard > 0 && word.Letters.AsSpan(wildcard).IndexOfAnyExcept(FoldedText.Star) < 0)
            return new WordForm(WordFormKind.Prefix, word.Letters[..wildcard], null);
        return new WordForm(WordFormKind.Checked, wildcard == 0 ? "" : FoldedText.Gap + word.Letters[..wildcard], new WordCheck.Wildcards(word.Letters));
    }

    /// <summary>A stemmer changes at most the last letters that it leaves: by those before them a word of the same stem is found.</summary>
    private static WordForm Stemmed(TermWord word, StemLanguage language)
    {
        var (stem, plain) = language.StemsOf(word.Written, word.Letters);
        var shorter = Math.Min(stem.Length, plain.Length);
        var shared = stem.AsSpan().CommonPrefixLength(plain);
        var kept = Math.Max(1, Math.Min(shared, shorter - StemLanguage.ChangedMax));
        return new WordForm(WordFormKind.Checked, FoldedText.Gap + stem[..kept], new WordCheck.SameStem(stem, plain, language));
    }
}
