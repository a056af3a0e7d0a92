using System.Text;
using Interop.Bridges.Formatting;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>HTML, message styling and plain text.</summary>
public sealed class FormattingTests
{
    [Theory]
    [InlineData("<b>x</b>", "<b>x</b>")]
    [InlineData("plain & simple", null)]
    [InlineData("<p>two</p><p>paragraphs</p>", null)]
    [InlineData("<img src=x onerror=alert(1)>", null)]
    [InlineData("<img src='mxc://a/b' alt='a cat'> <i>hi</i>", "a cat <i>hi</i>")]
    [InlineData("<a href=\"https://example.org/?a=1&amp;b=2\" onclick=x>l</a>", "<a href=\"https://example.org/?a=1&amp;b=2\">l</a>")]
    [InlineData("<a href=\" javascript:alert(1)\">l</a>", "<a>l</a>")]
    [InlineData("<a href=\"data:text/html,x\">l</a>", "<a>l</a>")]
    [InlineData("<mx-reply><blockquote>old</blockquote></mx-reply><em>new</em>", "<em>new</em>")]
    [InlineData("<svg><script>alert(1)</script></svg><b>k</b>", "<b>k</b>")]
    [InlineData("<math><mtext></table><img src=x onerror=alert(1)><b>k</b>", "<b>k</b>")]
    [InlineData("<span data-mx-color=\"#ff0000\" style=\"x\">r</span>", "<span data-mx-color=\"#ff0000\">r</span>")]
    [InlineData("<span data-mx-color=\"red;evil\">r</span>", null)]
    [InlineData("<code class=\"language-cs evil\">x</code>", "<code>x</code>")]
    [InlineData("<font color=red><u>x</u></font>", "<u>x</u>")]
    [InlineData("<b>unclosed", "<b>unclosed</b>")]
    [InlineData("<!-- c --><b>&lt;script&gt;</b>", "<b>&lt;script&gt;</b>")]
    public void Clean_KeepsOnlyTheSubset(string html, string? expected)
    {
        // What is inside a dropped element may go with it, never the other way round.
        var (clean, _) = HtmlSanitizer.Clean(html);
        if (html.StartsWith("<math>", StringComparison.Ordinal))
            Assert.DoesNotContain("onerror", clean ?? "", StringComparison.Ordinal);
        else
            Assert.Equal(expected, clean);
    }

    [Theory]
    [InlineData("<b>x</b> <a href=\"https://example.org\" target=\"_blank\">l</a>", false)]
    [InlineData("<mx-reply>old</mx-reply>new", false)]
    [InlineData("<img alt='a cat'>", true)]
    [InlineData("<font color=red>x</font>", true)]
    [InlineData("<p style='color:red'>x</p>", true)]
    [InlineData("<a href='javascript:x'>l</a>", true)]
    public void Clean_SaysWhetherSomethingWasLeftOut(string html, bool lost) => Assert.Equal(lost, HtmlSanitizer.Clean(html).Lost);

    [Fact]
    public void Clean_SurvivesDeepNesting()
    {
        var html = string.Concat(Enumerable.Repeat("<b>", 5000)) + "x";
        Assert.True((HtmlSanitizer.Clean(html).Html ?? "").Length < 10_000);
        Assert.Equal("", HtmlToText.Convert(html, styled: true, out _).Trim('*'));
    }

    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one\ntwo", "one\ntwo")]
    [InlineData("a<br>b", "a\nb", "a\nb")]
    [InlineData("<b>bold</b> <i>it</i> <del>gone</del> <code>x</code>", "bold it gone x", "*bold* _it_ ~gone~ `x`")]
    [InlineData("<b> bold </b>x", "bold x", "*bold* x")]
    [InlineData("<blockquote><p>q</p></blockquote>a", "> q\na", "> q\na")]
    [InlineData("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c", "- a\n- b\n  - c")]
    [InlineData("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b", "3. a\n4. b")]
    [InlineData("<pre><code>int x;\n  y</code></pre>", "int x;\n  y", "```\nint x;\n  y\n```")]
    [InlineData("<a href=\"https://example.org\">here</a>", "here (https://example.org)", "here (https://example.org)")]
    [InlineData("<a href=\"https://example.org\">https://example.org</a>", "https://example.org", "https://example.org")]
    [InlineData("<table><tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a | b\nc | d", "a | b\nc | d")]
    public void Convert_GivesLines(string html, string plain, string styled)
    {
        Assert.Equal(plain, HtmlToText.Convert(html, styled: false, out _));
        Assert.Equal(styled, HtmlToText.Convert(html, styled: true, out _));
    }

    [Theory]
    [InlineData("plain", null)]
    [InlineData("*bold*", "<strong>bold</strong>")]
    [InlineData("so _very_ ~not~ `a*b*`", "so <em>very</em> <del>not</del> <code>a*b*</code>")]
    [InlineData("2 * 3 * 4", null)]
    [InlineData("snake_case_name", null)]
    [InlineData("*not closed", null)]
    [InlineData("* not *", null)]
    [InlineData("**", null)]
    [InlineData("*a <b> & \"c\"*", "<strong>a &lt;b&gt; &amp; &quot;c&quot;</strong>")]
    [InlineData("*_both_*", "<strong><em>both</em></strong>")]
    [InlineData("a\n*b*\nc", "a<br><strong>b</strong><br>c")]
    [InlineData("> q\n> *w*\nx", "<blockquote>q<br><strong>w</strong></blockquote>x")]
    [InlineData("```\n*code*\n```\nx", "<pre><code>*code*</code></pre>x")]
    [InlineData("```\nopen", "<pre><code>open</code></pre>")]
    [InlineData("*😀*", "<strong>😀</strong>")]
    public void StylingToHtml_ReadsMessageStyling(string text, string? html) => Assert.Equal(html, StylingToHtml.Convert(text));

    [Theory]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(100)]
    public void Parts_FitAndLoseNothingButTheBreaks(int octetsMax)
    {
        const string text = "The quick brown fox 👩‍👩‍👧 jumps\nover the lazy dog, zażółć gęślą jaźń. 日本語のテキスト";
        var parts = MessageParts.Split(text, octetsMax);
        Assert.All(parts, part => Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, octetsMax));
        Assert.Equal(Solid(text), Solid(string.Concat(parts)));

        static string Solid(string text) => string.Concat(text.Where(c => c is not (' ' or '\n')));
    }
}
