using Interop.Server.Compliance.Content;
using Interop.Server.Compliance.Content.Lexicons;
using Interop.Server.Compliance.Rulebook;
using Xunit;

namespace Interop.Server.Tests.Compliance.Content;

/// <summary>The language of terms, and what a term finds (spec 07).</summary>
public sealed class LexiconTests
{
    [Theory]
    [InlineData("to the moon", "We go TO THE  Moon! to the moons", "TO THE  Moon")]
    [InlineData("moon", "moonlight; the moon's light", "moon")]
    [InlineData("guarant* NEAR/5 return*", "I can guarantee you a great return", "guarantee you a great return")]
    [InlineData("guarant* NEAR/2 return*", "I can guarantee you a great return", "")]
    [InlineData("buy PRE/1 now", "buy it now. Buy", "buy it now")]
    [InlineData("now PRE/1 buy", "buy it now", "")]
    [InlineData("(buy OR sell) NEAR/1 (stock OR shares)", "sell those shares", "sell those shares")]
    [InlineData("(a NEAR/0 b) PRE/2 c", "b a x x c", "b a x x c")]
    [InlineData("merger NOT public", "the merger is secret", "merger")]
    [InlineData("merger AND NOT public", "the public merger", "")]
    [InlineData("merger AND price", "price of a merger", "price|merger")]
    [InlineData("buy OR moon AND rocket", "buy", "buy")]
    [InlineData("wom?n", "woman women womn", "woman|women")]
    [InlineData("organi*ation*", "Organisation organizations organs", "Organisation|organizations")]
    [InlineData("\"*gate\"", "Watergate gate gates", "Watergate|gate")]
    [InlineData("buy \"*\" now", "buy it now, buy now", "buy it now")]
    [InlineData("off-channel", "off channel OFF-CHANNEL offchannel", "off channel|OFF-CHANNEL")]
    [InlineData("café", "Cafe\u0301 CAFE", "Cafe\u0301|CAFE")]
    [InlineData("微信", "加我微 信吧。微，信", "微 信")]
    [InlineData("加v信", "请加Ｖ信", "加Ｖ信")]
    [InlineData("ガイド", "ｶﾞｲﾄﾞを読む", "ｶﾞｲﾄﾞ")]
    [InlineData("카톡", "카톡으로 하자", "카톡")]
    [InlineData("ลงนาม", "กรุณาลงนามที่นี่", "ลงนาม")]
    [InlineData("واتساب", "تعال إلى وَاتْسَاب", "وَاتْسَاب")]
    [InlineData("ווטסאפ", "בוא ל ווֹטסאפּ", "ווֹטסאפּ")]
    [InlineData("whatsapp", "Wh\u200Bats\u00ADapp Whаtsаpp ＷｈａｔｓＡｐｐ 𝐖𝐡𝐚𝐭𝐬𝐀𝐩𝐩", "Wh\u200Bats\u00ADapp|Whаtsаpp|ＷｈａｔｓＡｐｐ|𝐖𝐡𝐚𝐭𝐬𝐀𝐩𝐩")]
    [InlineData("coco", "one сосо", "сосо")]
    [InlineData("coco", "один сосо", "")]
    [InlineData("💰", "a💰b", "💰")]
    public void Term_FindsItsPlaces_InTheTextAsItWasWritten(string term, string text, string places) => Assert.Equal(places, Places(Settings(term), text));

    [Theory]
    [InlineData("en", "move to whatsapp", "He moved to WhatsApp", "moved to WhatsApp")]
    [InlineData("en", "\"moving\" fast", "moved fast", "")]
    [InlineData("en", "dying", "he dies", "dies")]
    [InlineData("de", "Bestechung", "wegen Bestechungen", "Bestechungen")]
    [InlineData("fr", "garantie", "les garanties données", "garanties")]
    [InlineData("es", "garantía", "sin garantias", "garantias")]
    [InlineData("pt", "comissões", "uma comissao, comissões", "comissões")]
    public void Words_AreTakenApart_InTheLexiconsLanguage(string stem, string term, string text, string places) => Assert.Equal(places, Places(Settings(term) with { Stem = stem }, text));

    [Fact]
    public void Exclusions_AllowedPhrases_AndDisclaimers_TakeAway()
    {
        var settings = Settings("kill", "confidential", "dick") with
        {
            Allow = ["Dick Smith"], Disclaimers = ["This message is confidential, and private."],
        };
        settings.Terms[0] = settings.Terms[0] with { Except = ["kill* time"] };
        Assert.Equal("kill", Places(settings, "kill time, or kill him"));
        Assert.Equal("Confidential", Places(settings, "Confidential. THIS  MESSAGE is confidential and private"));
        Assert.Equal("dick", Places(settings, "Dick Smith is no dick"));
    }

    [Theory]
    [InlineData("a AND", "column 3")]
    [InlineData("(a b", "column 1")]
    [InlineData("a) b", "column 2")]
    [InlineData("NOT a", "column 1")]
    [InlineData("buy NEAR/101 b", "column 5")]
    [InlineData("buy NEAR/x b", "column 5")]
    [InlineData("(a AND b) NEAR/2 c", "column 11")]
    [InlineData("one ab*", "column 5")]
    [InlineData("one \"two", "column 5")]
    [InlineData("one ...", "column 5")]
    [InlineData("\"*\"", "column 1")]
    [InlineData("one \"*\"", "column 1")]
    [InlineData("OR a", "column 1")]
    [InlineData("a (b)", "column 3")]
    public void WrongTerm_IsRefused_ByItsPlace(string term, string place)
    {
        var fault = Assert.Throws<LexiconException>(() => Lexicon.Compile(Settings("good", term)));
        Assert.StartsWith("/terms/1: '", fault.Message, StringComparison.Ordinal);
        Assert.Contains(place + ":", fault.Message, StringComparison.Ordinal);
        Assert.False(fault.IsTooMuch);
    }

    [Fact]
    public void TooMuch_IsRefused()
    {
        Assert.True(Assert.Throws<LexiconException>(() => Lexicon.Compile(Settings([.. Enumerable.Range(0, 100_000).Select(n => $"term{n}")]))).IsTooMuch);
        Assert.True(Assert.Throws<LexiconException>(() => Lexicon.Compile(Settings([.. Enumerable.Range(0, 200).Select(n => $"\"*end{n}\"")]))).IsTooMuch);
        Assert.True(Assert.Throws<LexiconException>(() => Lexicon.Compile(Settings("a") with { Disclaimers = [new string('x', 20_000)] })).IsTooMuch);
        Assert.Contains("16 deep", Assert.Throws<LexiconException>(() => Lexicon.Compile(Settings(new string('(', 100) + "a" + new string(')', 100)))).Message, StringComparison.Ordinal);
        Assert.Contains("500 characters", Assert.Throws<LexiconException>(() => Lexicon.Compile(Settings(new string('a', 501)))).Message, StringComparison.Ordinal);
        Assert.Contains("64 words", Assert.Throws<LexiconException>(() => Lexicon.Compile(Settings(string.Join(' ', Enumerable.Repeat("a", 65))))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HostileText_OfAMegabyte_IsReadOrRefused_NeverEndless()
    {
        var lexicon = Lexicon.Compile(Settings("aaaaaaaaab", "a a a a a a a b", "\"*a*a*a*a*a*b\"", "微微微微微微微信", "x NEAR/100 y"));
        Assert.Empty(Find(lexicon, new string('a', 1_000_000)));
        Assert.Empty(Find(lexicon, new string('微', 200_000)));
        Assert.Empty(Find(lexicon, string.Concat(Enumerable.Repeat("a ", 200_000))));
        Assert.Throws<PolicyLimitException>(() => Find(lexicon, string.Concat(Enumerable.Repeat("x y ", 20_000))));
        Assert.Single(Find(lexicon, "x y"));
    }

    [Fact]
    public void TextWithoutAHit_AllocatesNothing()
    {
        var lexicon = Lexicon.Compile(Settings("guarant* NEAR/2 return*", "to the moon", "wom?n", "promise", "微信") with { Stem = "en" });
        var hits = new List<TextHit>();
        string[] texts = ["We guarantee nothing, and there is no way to return to the moo", "compromising 微 薇信 and Straße", "womanly"];
        foreach (var text in texts.Concat(texts))
            lexicon.Find(text, hits);
        hits.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            lexicon.Find(texts[0], hits);
            lexicon.Find(texts[1], hits);
            lexicon.Find(texts[2], hits);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(hits);
    }

    internal static LexiconSettings Settings(params string[] terms) => new() { Terms = [.. terms.Select(term => new TermSettings(term, [], null))] };

    internal static List<TextHit> Find(Lexicon lexicon, string text)
    {
        var hits = new List<TextHit>();
        lexicon.Find(text, hits);
        return hits;
    }

    private static string Places(LexiconSettings settings, string text) => string.Join('|', Find(Lexicon.Compile(settings), text).Select(hit => text.Substring(hit.Start, hit.Length)));
}
