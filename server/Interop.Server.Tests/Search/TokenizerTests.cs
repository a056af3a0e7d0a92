using Interop.Server.Search.Text;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>How text is cut into words (spec 08).</summary>
public sealed class TokenizerTests
{
    [Theory]
    [InlineData("Hello, World", "hello world")]
    [InlineData("Müller's CAFÉ", "muller s cafe")]
    [InlineData("Cafe\u0301", "cafe")]
    [InlineData("Straße ŁÓDŹ Øre ﬁne Ⅳ ①", "strasse lodz ore fine iv 1")]
    [InlineData("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ")]
    [InlineData("soft\u00ADhyphen zero\u200Bwidth", "softhyphen zerowidth")]
    [InlineData("ＦＵＬＬ ｗｉｄｔｈ １２", "full width 12")]
    [InlineData("合同第七条", "合同 同第 第七 七条 条")]
    [InlineData("A組", "a 組")]
    [InlineData("ガイド", "ガイ イド ド")]
    [InlineData("ｶﾞｲﾄﾞ", "ガイ イド ド")]
    [InlineData("カ\u3099イト\u3099", "ガイ イド ド")]
    [InlineData("한국어", "한국 국어 어")]
    [InlineData("\u1112\u1161\u11AB\u1100\u116E\u11A8", "한국 국")]
    [InlineData("أَحْمَدُ إلى ١٢٣", "احمد الي 123")]
    [InlineData("ลงนาม", "ลง งน นา าม ม")]
    [InlineData("ที่", "ที่")]
    [InlineData("a💰b", "a 💰 b")]
    [InlineData("https://example.org/a_b", "https example org a b")]
    [InlineData("\uD83D lone", "lone")]
    [InlineData("𠮷野家", "𠮷野 野家 家")]
    public void Text_IsCut(string text, string words) => Assert.Equal(words, string.Join(' ', Tokenizer.Cut(text).Select(t => t.Text)));

    [Theory]
    [InlineData("1,234.56 and 7", "123456")]
    [InlineData("DE89 3704 0044", "de8937040044")]
    [InlineData("(030) 123-45", "03012345")]
    [InlineData("7 days", "")]
    public void Numbers_AreJoined(string text, string joined) => Assert.Equal(joined, string.Join(' ', JoinedNumbers.Of(text, Tokenizer.Cut(text))));

    [Fact]
    public void Tokens_SayWhereTheyStand()
    {
        const string text = "Das Café 合同";
        Assert.Equal(["Das", "Café", "合同", "同"], Tokenizer.Cut(text).Select(t => text[t.Start..t.End]));
    }
}
