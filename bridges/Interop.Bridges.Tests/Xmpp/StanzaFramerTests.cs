using System.Text;
using Interop.Bridges.Xmpp.Xml;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>The stream, cut into stanzas.</summary>
public sealed class StanzaFramerTests
{
    private const string Header = "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='1'>";

    [Fact]
    public void Stanza_IsThereWithItsLastOctet_NotWithTheNextStanza()
    {
        var framer = new StanzaFramer(XmlLimits.Default);
        Assert.Single(Feed(framer, Header));
        const string stanza = "<message from='a@b'><body>hi</body></message>";
        Assert.Empty(Feed(framer, stanza[..^1]));
        var frame = Assert.Single(Feed(framer, stanza[^1..]));
        Assert.Equal(FrameKind.Stanza, frame.Kind);
        Assert.Equal(stanza, Encoding.UTF8.GetString(frame.Octets));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Pieces_DoNotMatter(int size)
    {
        const string stanzas = "<message a=\"x>y'\" b='/>'><body>1 &lt; 2 — 日本 👋<![CDATA[ </body> ]]]]></body><x/></message> \n<presence/><iq><q xmlns='u'/></iq></stream:stream>";
        var framer = new StanzaFramer(XmlLimits.Default);
        var frames = new List<StreamFrame>();
        foreach (var piece in Encoding.UTF8.GetBytes(Header + stanzas).Chunk(size))
            framer.Feed(piece, frames);
        Assert.Equal([FrameKind.Header, FrameKind.Stanza, FrameKind.Stanza, FrameKind.Stanza, FrameKind.End], frames.Select(f => f.Kind));
        var parser = new StanzaParser();
        parser.ParseHeader(frames[0].Octets);
        var message = parser.Parse(frames[1].Octets);
        Assert.Equal(Ns.Component + "message", message.Name);
        Assert.Equal("1 < 2 — 日本 👋 </body> ]]", message.Element(Ns.Component + "body")!.Value);
        Assert.Equal("x>y'", (string?)message.Attribute("a"));
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><x/>")]
    [InlineData("<message><!DOCTYPE x></message>")]
    [InlineData("<message><!-- hidden --></message>")]
    [InlineData("<!-- hidden --><message/>")]
    [InlineData("<message><?php evil ?></message>")]
    [InlineData("<?xml version='1.0'?><message/>")]
    [InlineData("text between<message/>")]
    [InlineData("< message/>")]
    [InlineData("<message a='<'/>")]
    [InlineData("<message <b/>")]
    [InlineData("<message / >")]
    public void WhatNoStreamMayHave_EndsIt(string text)
    {
        var framer = new StanzaFramer(XmlLimits.Default);
        Feed(framer, Header);
        Assert.Throws<XmppStreamException>(() => Feed(framer, text));
    }

    [Theory]
    [InlineData("<message><body>&undefined;</body></message>")]
    [InlineData("<message><body>&#0;</body></message>")]
    [InlineData("<message><body>\u0001</body></message>")]
    [InlineData("<message><a></b></message>")]
    [InlineData("<message a='1' a='2'/>")]
    [InlineData("<message><u:x/></message>")]
    [InlineData("<message><body>a & b</body></message>")]
    public void WhatNoParserTakes_EndsTheStream(string text)
    {
        var (framer, parser) = Opened();
        var frame = Assert.Single(Feed(framer, text));
        Assert.Throws<XmppStreamException>(() => parser.Parse(frame.Octets));
    }

    [Fact]
    public void InvalidUtf8_EndsTheStream()
    {
        var (framer, parser) = Opened();
        var frames = new List<StreamFrame>();
        framer.Feed([.. "<message><body>"u8, 0xC3, 0x28, .. "</body></message>"u8], frames);
        Assert.Throws<XmppStreamException>(() => parser.Parse(Assert.Single(frames).Octets));
    }

    [Fact]
    public void DeepNesting_CostsOnlyThatStanza() => CostsOnlyItself(Repeat("<a>", 5000) + Repeat("</a>", 5000), "nested");

    [Fact]
    public void ManyAttributes_CostOnlyThatStanza() => CostsOnlyItself($"<a {string.Concat(Enumerable.Range(0, 100).Select(i => $"a{i}='v' "))}/>", "attributes");

    [Fact]
    public void HugeAttribute_CostsOnlyThatStanza() => CostsOnlyItself($"<a b='{new string('x', 100_000)}'/>", "attribute");

    [Fact]
    public void HugeText_CostsOnlyThatStanza() => CostsOnlyItself($"<body>{new string('x', 900_000)}</body>", "text");

    [Fact]
    public void HugeCData_CostsOnlyThatStanza() => CostsOnlyItself($"<body><![CDATA[{new string('x', 900_000)}]]></body>", "text");

    [Fact]
    public void ManyElements_CostOnlyThatStanza() => CostsOnlyItself(Repeat("<a/>", 20_000), "elements");

    [Fact]
    public void HugeStanza_CostsOnlyItself() => CostsOnlyItself(Repeat($"<a>{new string('x', 1000)}</a>", 3000), "stanza");

    [Fact]
    public void EndlessStanza_EndsTheStream_WithoutBeingKept()
    {
        var (framer, _) = Opened();
        Feed(framer, "<message><body>");
        var megabyte = new byte[1024 * 1024];
        Array.Fill(megabyte, (byte)'x');
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 15; i++)
            framer.Feed(megabyte, []);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 4 * 1024 * 1024);
        Assert.Throws<XmppStreamException>(() => framer.Feed(megabyte, []));
    }

    [Fact]
    public void EndlessHeader_EndsTheStream()
    {
        var framer = new StanzaFramer(XmlLimits.Default);
        Assert.Throws<XmppStreamException>(() => Feed(framer, "<stream:stream " + new string('a', 100_000)));
    }

    [Fact]
    public void KeepaliveSpaces_AreNothing()
    {
        var (framer, _) = Opened();
        for (var i = 0; i < 100; i++)
            Assert.Empty(Feed(framer, Repeat(" \n", 50_000)));
        Assert.Single(Feed(framer, "<presence/>"));
    }

    private static void CostsOnlyItself(string content, string why)
    {
        var (framer, parser) = Opened();
        var frames = Feed(framer, $"<message from='a@b' id='7'>{content}</message><presence/>");
        Assert.Equal([FrameKind.Refused, FrameKind.Stanza], frames.Select(f => f.Kind));
        Assert.Contains(why, frames[0].Refused, StringComparison.Ordinal);
        Assert.Equal("7", (string?)parser.ParseTag(frames[0].Octets).Attribute("id"));
        Assert.Equal("presence", parser.Parse(frames[1].Octets).Name.LocalName);
    }

    private static (StanzaFramer Framer, StanzaParser Parser) Opened()
    {
        var framer = new StanzaFramer(XmlLimits.Default);
        var parser = new StanzaParser();
        parser.ParseHeader(Feed(framer, Header)[0].Octets);
        return (framer, parser);
    }

    private static List<StreamFrame> Feed(StanzaFramer framer, string text)
    {
        var frames = new List<StreamFrame>();
        framer.Feed(Encoding.UTF8.GetBytes(text), frames);
        return frames;
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
