using FsCheck;
using FsCheck.Fluent;
using Interop.Server.Compliance.Content;
using Interop.Server.Compliance.Content.Lexicons;
using Interop.Server.Compliance.Content.Reading;
using Xunit;

namespace Interop.Server.Tests.Compliance.Content;

/// <summary>The compiled lexicon finds what the simplest reading of its terms finds, whatever terms and texts.</summary>
public sealed class LexiconPropertyTests
{
    private static readonly string[] Vocabulary = ["buy", "buys", "buying", "sell", "sold", "promise", "promised", "promises", "returns", "return", "moon", "微", "信", "微信", "ลง", "a", "b", "Straße", "café"];
    private static readonly string[] Words = [.. Vocabulary, "prom*", "ret?rn*", "\"*s\"", "buy \"*\" moon", "\"promise\""];

    [Fact]
    public void Compiled_FindsWhatTheNaiveReadingFinds()
    {
        var texts = Gen.Elements(Vocabulary).ListOf().Select(words => string.Join(' ', words));
        var cases = from terms in Term(3).ArrayOf(4) from text in texts from stemmed in Gen.Elements(false, true) select (terms, text, stemmed);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var stem = one.stemmed ? StemLanguage.Find("en") : null;
            var lexicon = Lexicon.Compile(LexiconTests.Settings([.. one.terms]) with { Stem = stem?.Code });
            var found = LexiconTests.Find(lexicon, one.text);
            var reading = new FoldedText();
            reading.Read(one.text);
            var tokens = reading.Tokens.ToArray();
            var expected = one.terms.Index().SelectMany(term => NaiveLexicon.Find(term.Item, one.text, stem)
                .Select(place => new TextHit(term.Index, tokens[place.First].Start, tokens[place.Last].End - tokens[place.First].Start)));
            return expected.SequenceEqual(found);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AnyText_IsRead_AndItsPlacesLieWithinIt()
    {
        var characters = Gen.OneOf(Gen.Choose(0, 0x7F), Gen.Choose(0x80, 0xFFFF), Gen.Elements(0xD83D, 0xDE00, 0x200B, 0x0301, 0x3099, 0xFF76, 0xFDFA, 0x0E35)).Select(value => (char)value);
        Prop.ForAll(characters.ArrayOf().Select(units => new string(units)).ToArbitrary(), text =>
        {
            var reading = new FoldedText();
            reading.Read(text);
            var (last, letters) = (0, reading.Letters.Length);
            foreach (var token in reading.Tokens)
            {
                if (token.Start < 0 || token.End <= token.Start || token.End > text.Length || token.Start < last - 1 || token.From >= token.To || token.To > letters)
                    return false;
                last = token.Start;
            }
            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static Gen<string> Term(int depth)
    {
        var phrase = Gen.Elements(Words).ArrayOf().Where(words => words.Length is > 0 and < 3).Select(words => string.Join(' ', words));
        var near = from left in phrase from right in phrase from n in Gen.Choose(0, 3) from name in Gen.Elements("NEAR", "PRE") select $"({left} OR moon) {name}/{n} {right}";
        if (depth == 0)
            return Gen.OneOf(phrase, near);
        var inner = Term(depth - 1);
        var both = from left in inner from right in inner from name in Gen.Elements("AND", "OR", "NOT") select $"({left}) {name} ({right})";
        return Gen.OneOf(phrase, near, both);
    }
}
