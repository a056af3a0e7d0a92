using Interop.Server.Compliance.Content.Lexicons;
using Interop.Server.Compliance.Content.Reading;

namespace Interop.Server.Tests.Compliance.Content;

/// <summary>What a term means, in the simplest way: each place of the text is tried, and all pairs are made.</summary>
internal static class NaiveLexicon
{
    /// <summary>The places of a term, as first and last word.</summary>
    public static List<(int First, int Last)> Find(string term, string text, StemLanguage? stem)
    {
        var reading = new FoldedText();
        reading.Read(text);
        var words = reading.Tokens.ToArray().Select(token => (Letters: new string(reading.Letters[token.From..token.To]), Written: text[token.Start..token.End])).ToArray();
        var all = Places(TermParser.Parse(term), words, stem).Distinct().ToList();
        return [.. all.Where(place => !all.Exists(other => other != place && other.First >= place.First && other.Last <= place.Last)).Order()];
    }

    private static List<(int First, int Last)> Places(TermNode node, (string Letters, string Written)[] words, StemLanguage? stem)
    {
        switch (node)
        {
            case TermNode.Phrase phrase:
                return [.. Enumerable.Range(0, Math.Max(0, words.Length - phrase.Words.Count + 1))
                    .Where(at => phrase.Words.Index().All(word => IsSame(word.Item, words[at + word.Index], stem))).Select(at => (at, at + phrase.Words.Count - 1))];
            case TermNode.Any any:
                return [.. any.Nodes.SelectMany(n => Places(n, words, stem))];
            case TermNode.All all:
                var wanted = all.Wanted.Select(n => Places(n, words, stem)).ToArray();
                return wanted.All(places => places.Count > 0) && all.Unwanted.All(n => Places(n, words, stem).Count == 0) ? [.. wanted.SelectMany(p => p)] : [];
            case TermNode.Near near:
                var (left, right) = (Places(near.Left, words, stem), Places(near.Right, words, stem));
                return [.. Pairs(left, right, near.Distance), .. near.IsOrdered ? [] : Pairs(right, left, near.Distance)];
            default:
                throw new InvalidOperationException();
        }
    }

    private static IEnumerable<(int First, int Last)> Pairs(List<(int First, int Last)> before, List<(int First, int Last)> after, int distance) =>
        from one in before
        from other in after
        where other.First > one.Last && other.First - one.Last - 1 <= distance
        select (one.First, other.Last);

    private static bool IsSame(TermWord word, (string Letters, string Written) token, StemLanguage? stem)
    {
        if (word.Letters.AsSpan().IndexOfAny(FoldedText.Star, FoldedText.Query) >= 0)
            return Matches(word.Letters, token.Letters);
        if (stem is null || word.IsQuoted || !word.IsWord || !StemLanguage.Takes(word.Letters))
            return word.Letters == token.Letters;
        if (!StemLanguage.Takes(token.Letters))
            return false;
        var (one, other) = (stem.StemsOf(word.Written, word.Letters), stem.StemsOf(token.Written, token.Letters));
        return one.Stem == other.Stem || one.Stem == other.Plain || one.Plain == other.Stem || one.Plain == other.Plain;
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> letters)
    {
        if (pattern.IsEmpty)
            return letters.IsEmpty;
        if (pattern[0] == FoldedText.Star)
            return Matches(pattern[1..], letters) || (!letters.IsEmpty && Matches(pattern, letters[1..]));
        return !letters.IsEmpty && (pattern[0] == FoldedText.Query || pattern[0] == letters[0]) && Matches(pattern[1..], letters[1..]);
    }
}
