using System.Text;
using System.Xml.Linq;
using Interop.Bridges.Xmpp.Xml;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>One bad stanza ends a component's stream: none leaves.</summary>
public sealed class StanzaWriterTests
{
    private static readonly StanzaWriter Writer = new("bridge.xmpp.test", 10_000);

    [Theory]
    [InlineData("a\u0000b", "a\uFFFDb")]
    [InlineData("a\u0008\u001Fb", "a\uFFFD\uFFFDb")]
    [InlineData("not a character \uFFFE\uFFFF", "not a character \uFFFD\uFFFD")]
    [InlineData("line\r\nline\rline", "line\nline\nline")]
    [InlineData("whole 👋 & <b> ]]> '\"", "whole 👋 & <b> ]]> '\"")]
    public void Text_IsMadeClean(string text, string clean)
    {
        var octets = Writer.Write(Message("carol@bridge.xmpp.test", "bob@xmpp.test", text));
        Assert.Equal(clean, XElement.Parse(Encoding.UTF8.GetString(octets)).Element(Ns.Component + "body")!.Value);
    }

    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public void HalfACharacter_IsReplaced(int surrogate)
    {
        // Made here: an attribute's own string could not carry it.
        var octets = Writer.Write(Message("carol@bridge.xmpp.test", "bob@xmpp.test", $"half {(char)surrogate} of a sign"));
        Assert.Equal("half \uFFFD of a sign", XElement.Parse(Encoding.UTF8.GetString(octets)).Element(Ns.Component + "body")!.Value);
    }

    [Fact]
    public void Attributes_AreMadeClean()
    {
        var message = Message("carol@bridge.xmpp.test", "bob@xmpp.test", "x");
        message.SetAttributeValue("id", "a\u0001\uD800b");
        Assert.Equal("a\uFFFD\uFFFDb", (string?)XElement.Parse(Encoding.UTF8.GetString(Writer.Write(message))).Attribute("id"));
    }

    [Theory]
    [InlineData(null, "bob@xmpp.test")]
    [InlineData("", "bob@xmpp.test")]
    [InlineData("bob@xmpp.test", "bob@xmpp.test")]
    [InlineData("carol@bridge.xmpp.test.evil", "bob@xmpp.test")]
    [InlineData("ca rol@bridge.xmpp.test", "bob@xmpp.test")]
    [InlineData("carol@bridge.xmpp.test", null)]
    [InlineData("carol@bridge.xmpp.test", "")]
    [InlineData("carol@bridge.xmpp.test", "@xmpp.test")]
    public void WrongAddresses_AreNotWritten(string? from, string? to) => Assert.Throws<BadStanzaException>(() => Writer.Write(Message(from, to, "x")));

    [Fact]
    public void TooLong_IsNotWritten() => Assert.Throws<BadStanzaException>(() => Writer.Write(Message("carol@bridge.xmpp.test", "bob@xmpp.test", new string('&', 4000))));

    [Fact]
    public void OtherElements_AreNotWritten() => Assert.Throws<BadStanzaException>(() => Writer.Write(new XElement(Ns.Stream + "error")));

    private static XElement Message(string? from, string? to, string text)
    {
        var message = new XElement(Ns.Component + "message", new XElement(Ns.Component + "body", text));
        message.SetAttributeValue("from", from);
        message.SetAttributeValue("to", to);
        return message;
    }
}
