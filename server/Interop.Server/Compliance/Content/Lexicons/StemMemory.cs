namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>Stems of words that were met lately, so that a word that comes again costs neither time nor memory. Of one thread.</summary>
internal sealed class StemMemory
{
    private const int WordsMax = 8_192;

    private readonly Dictionary<string, (string Stem, string Plain)>[] known = [.. StemLanguage.All.Select(_ => new Dictionary<string, (string, string)>(StringComparer.Ordinal))];

    public (string Stem, string Plain) Of(Matching memory, int token, StemLanguage language)
    {
        var place = 0;
        while (!ReferenceEquals(StemLanguage.All[place], language))
            place++;
        var words = known[place];
        var written = memory.Written(token);
        if (words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(written, out var stems))
            return stems;
        var word = memory.Text.Tokens[token];
        var letters = memory.Text.Letters[word.From..word.To];
        stems = StemLanguage.Takes(letters) ? language.StemsOf(written, letters) : ("", "");
        if (words.Count >= WordsMax)
            words.Clear();
        words.Add(new string(written), stems);
        return stems;
    }
}
