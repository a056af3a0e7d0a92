using Interop.Protocol.Content;
using Xunit;

namespace Interop.Protocol.Tests.Content;

public sealed class TextRulesTests
{
    [Theory]
    [InlineData("", -1)]
    [InlineData("Hello\n\tworld ~", -1)]
    [InlineData("مرحبا 你好 👩‍👩‍👧 \ufffd", -1)]
    [InlineData("a\r\nb", 1)]
    [InlineData("\0", 0)]
    [InlineData("ab\u007f", 2)]
    [InlineData("a\u0085", 1)]
    [InlineData("😀\u009f", 2)]
    [InlineData("\ufffe", 0)]
    [InlineData("a\uffff", 1)]
    public void TextRules_FindTheFirstRefusedCharacter_OrNone(string text, int at) => Assert.Equal(at, TextRules.IndexOfRefused(text));

    [Fact]
    public void TextRules_RefuseUnpairedSurrogates_WhereverTheyAre()
    {
        Assert.Equal(1, TextRules.IndexOfRefused("a\ud800"));
        Assert.Equal(0, TextRules.IndexOfRefused("\udc00a"));
        Assert.Equal(0, TextRules.IndexOfRefused("\ud83dx"));
    }

    [Theory]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    [InlineData("bell\u0007 \u001b[31mred", "bell\ufffd \ufffd[31mred")]
    [InlineData("as it is", "as it is")]
    public void TextRules_Clean_LeavesNothingRefused(string text, string clean)
    {
        Assert.Equal(clean, TextRules.Clean(text));
        Assert.Equal(-1, TextRules.IndexOfRefused(TextRules.Clean(text)));
    }
}
