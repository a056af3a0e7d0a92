using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Interop.Server.Export;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>What XML does not allow is written so that it can be read back: nothing is lost, nothing is mistaken.</summary>
public sealed partial class EscapedTextTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("a\u0000b\u0001c\u001f\u007f\u0085\r\n\t")]
    [InlineData("\ufffe\uffff\ufdd0 \ud800 \udc00x \U0001F600 \U0001FFFE")]
    [InlineData("\\u{41} \\\\u{0001} \\u{")]
    [InlineData("]]> <a> & \"")]
    public void Text_ComesBack_FromWhatXmlAllows(string text)
    {
        var escaped = EscapedText.Of(text);
        XmlConvert.VerifyXmlChars(escaped);
        Assert.Equal(text, Escape().Replace(escaped, m => Back(Convert.ToInt32(m.Groups["hex"].Value, 16))));
    }

    [Fact]
    public void Directions_AreShown_ToReaders() => Assert.Equal("a\\u{202E}b\u200f", EscapedText.Shown("a\u202eb\u200f"));

    private static string Back(int value) => value <= 0xffff ? ((char)value).ToString() : new Rune(value).ToString();

    [GeneratedRegex(@"\\u\{(?<hex>[0-9A-F]{4,6})\}", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();
}
