using System.Text.Json;
using Interop.Protocol.Content;
using Xunit;

namespace Interop.Protocol.Tests.Content;

public sealed class MessageTextTests
{
    [Fact]
    public void MessageText_IsFoundAgain_PlainOrFormatted()
    {
        var plain = MessageText.Of("Hello");
        Assert.Equal("Hello", MessageText.PlainOf(plain));
        Assert.Null(MessageText.HtmlOf(plain));

        var formatted = MessageText.Of("Hello", "<b>Hello</b>");
        Assert.Equal("Hello", MessageText.PlainOf(formatted));
        Assert.Equal("<b>Hello</b>", MessageText.HtmlOf(formatted));
        Assert.Equal("chooseOne", formatted.Part.Semantics);
    }

    [Fact]
    public void MessageText_IsNull_WhenThereIsNone()
    {
        var none = new MessageContent { Part = new ContentPart { Cardinality = "multi", Semantics = "processAll", Parts = [new ContentPart { Cardinality = "null" }] } };
        Assert.Null(MessageText.PlainOf(none));
        Assert.Null(MessageText.HtmlOf(none));
    }

    [Fact]
    public void MessageText_NamesNoCharset()
    {
        var content = JsonSerializer.SerializeToElement(MessageText.Of("Grüße", "<b>Grüße</b>"), OcipJson.Default.MessageContent);
        Assert.Contains("text/plain", content.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("charset", content.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }
}
