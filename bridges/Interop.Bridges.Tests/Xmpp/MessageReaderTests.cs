using System.Xml.Linq;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Messages;
using Interop.Bridges.Xmpp.Xml;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>What messages say, in either namespace.</summary>
public sealed class MessageReaderTests
{
    [Theory]
    [InlineData("jabber:client")]
    [InlineData("jabber:component:accept")]
    public void Body_IsReadInEitherNamespace(string ns) => Assert.Equal("hi", MessageReader.Read(XElement.Parse($"<message xmlns='{ns}' id='1'><body>hi</body></message>"), null).Text);

    [Theory]
    [InlineData("<composing xmlns='http://jabber.org/protocol/chatstates'/>")]
    [InlineData("<received xmlns='urn:xmpp:receipts' id='1'/>")]
    [InlineData("<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>")]
    [InlineData("<store xmlns='urn:xmpp:hints'/>")]
    public void WithoutContent_IsNothing(string payload)
    {
        var read = Read(payload);
        Assert.Null(read.Text);
        Assert.Empty(read.Fidelity);
    }

    [Theory]
    [InlineData("<reactions xmlns='urn:xmpp:reactions:0' id='1'><reaction>👍</reaction></reactions>", "[reacted: 👍]")]
    [InlineData("<x xmlns='jabber:x:oob'><url>ftp://x.test/a.png</url></x>", "[file: ftp://x.test/a.png]")]
    [InlineData("<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'><name>a.png</name></file></file-sharing>", "[file: a.png]")]
    [InlineData("<encrypted xmlns='eu.siacs.conversations.axolotl'><payload/></encrypted><body>I sent you an OMEMO message</body>", "[encrypted message]")]
    [InlineData("<propose xmlns='urn:xmpp:jingle-message:0' id='1'/>", "[tried to call]")]
    [InlineData("<poll xmlns='urn:example:poll'/>", "[content of another kind: poll]")]
    public void WhatCannotBeCarried_IsAPlaceholderWithANote(string payload, string text)
    {
        var read = Read(payload);
        Assert.Equal(text, read.Text);
        Assert.Single(read.Fidelity);
    }

    [Theory]
    [InlineData("<body>https://x.test/a%20b.png</body><x xmlns='jabber:x:oob'><url>https://x.test/a%20b.png</url></x>", "")]
    [InlineData("<x xmlns='jabber:x:oob'><url>https://x.test/a%20b.png</url><desc>see here</desc></x>", "see here")]
    [InlineData("<body>see here\nhttps://x.test/a%20b.png</body><x xmlns='jabber:x:oob'><url>https://x.test/a%20b.png</url></x>", "see here")]
    public void File_IsWhatTheClientCallsOne_AndTheRestIsItsText(string payload, string text)
    {
        var read = Read(payload);
        Assert.Equal(text, read.Text);
        Assert.Equal(("a b.png", "https://x.test/a%20b.png"), (Assert.Single(read.Files).ForCore().Name, read.Files[0].ForCore().Otherwise));
        Assert.Empty(read.Fidelity);
    }

    [Fact]
    public void SharedFile_BringsItsTypeSizeAndHash()
    {
        var hash = Convert.ToBase64String(new byte[32]);
        var read = Read($"""
            <body>https://x.test/1</body>
            <file-sharing xmlns='urn:xmpp:sfs:0'>
              <file xmlns='urn:xmpp:file:metadata:0'><media-type>image/png</media-type><name>a.png</name><size>7</size><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{hash}</hash></file>
              <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='https://x.test/1'/></sources>
            </file-sharing>
            """);
        var file = Assert.Single(read.Files).ForCore();
        Assert.Equal(("a.png", "image/png", (long?)7, $"https://x.test/1 {hash}"), (file.Name, file.ContentType, file.Size, file.Source));
        Assert.Equal("", read.Text);
    }

    [Fact]
    public void ReplyFallback_IsCutByCodePoints()
    {
        // "> 👍👍\n" has 5 code points, but 7 UTF-16 units.
        var read = Read("<body>&gt; 👍👍\nyes 👍</body><reply xmlns='urn:xmpp:reply:0' id='7' to='a@b'/>" + Fallback(0, 5));
        Assert.Equal("yes 👍", read.Text);
        Assert.Equal("👍👍", read.ReplyQuote);
        Assert.Equal("7", read.RepliesTo);
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(0, 99999)]
    [InlineData(5, 2)]
    public void FallbackThatIsNoQuotation_HidesNothing(int start, int end)
    {
        var read = Read("<body>buy before the announcement\nok</body><reply xmlns='urn:xmpp:reply:0' id='7'/>" + Fallback(start, end));
        Assert.Equal("buy before the announcement\nok", read.Text);
    }

    [Fact]
    public void ForgedStanzaId_IsIgnored()
    {
        const string forged = "<body>x</body><stanza-id xmlns='urn:xmpp:sid:0' by='evil@x' id='forged'/><stanza-id xmlns='urn:xmpp:sid:0' by='room@conference.x' id='7'/>";
        Assert.Equal("7", Read(forged, "room@conference.x").StanzaId);
        Assert.Null(Read(forged).StanzaId);
        Assert.Null(Read("<body>x</body><stanza-id xmlns='urn:xmpp:sid:0' by='evil@x' id='forged'/>", "room@conference.x").StanzaId);
    }

    [Theory]
    [InlineData("<retract xmlns='urn:xmpp:message-retract:1' id='5'/><body>fallback</body>")]
    [InlineData("<apply-to xmlns='urn:xmpp:fasten:0' id='5'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>")]
    public void Retractions_AreReadInBothForms(string payload)
    {
        var read = Read(payload);
        Assert.Equal("5", read.Retracts);
        Assert.Null(read.ModeratedBy);
        Assert.Null(read.Text);
    }

    [Theory]
    [InlineData("<retract xmlns='urn:xmpp:message-retract:1' id='5'><moderated xmlns='urn:xmpp:message-moderate:1' by='room@c.x/mod'/><reason>spam</reason></retract>")]
    [InlineData("<apply-to xmlns='urn:xmpp:fasten:0' id='5'><moderated xmlns='urn:xmpp:message-moderate:0' by='room@c.x/mod'><retract xmlns='urn:xmpp:message-retract:0'/><reason>spam</reason></moderated></apply-to>")]
    public void Moderation_CountsFromTheRoomAlone(string payload)
    {
        var message = XElement.Parse($"<message xmlns='jabber:client' from='room@c.x' type='groupchat'>{payload}</message>");
        var read = MessageReader.Read(message, "room@c.x");
        Assert.Equal(("5", "room@c.x/mod", "spam"), (read.Retracts, read.ModeratedBy, read.RetractReason));
        message.SetAttributeValue("from", "room@c.x/mallory");
        Assert.Null(MessageReader.Read(message, "room@c.x").Retracts);
    }

    [Fact]
    public void Emote_LosesItsPrefix()
    {
        var read = Read("<body>/me waves</body>");
        Assert.Equal((MessageKind.Emote, "waves"), (read.Kind, read.Text));
    }

    [Theory]
    [InlineData("<body>*loud*</body>", true)]
    [InlineData("<body>plain</body>", false)]
    [InlineData("<body>*loud*</body><unstyled xmlns='urn:xmpp:styling:0'/>", false)]
    public void Styling_HoldsUnlessSwitchedOff(string payload, bool styled) => Assert.Equal(styled, Read(payload).Styled);

    [Fact]
    public void Xhtml_IsTakenOverWithoutNamespaces()
    {
        var read = Read("<body>very loud</body><html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>very <b onclick='x'>loud</b></body></html>");
        Assert.Equal("very <b onclick=\"x\">loud</b>", read.Html);
    }

    [Fact]
    public void OtherLanguages_AreNoted()
    {
        var read = Read("<body xml:lang='de'>hallo</body><body>hello</body>");
        Assert.Equal("hello", read.Text);
        Assert.Contains("hallo", Assert.Single(read.Fidelity), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<body>hallo</body>", "de")]
    [InlineData("<body xml:lang='pt-BR'>olá</body>", "pt-BR")]
    [InlineData("<body xml:lang=''>hello</body>", "de")]
    public void Language_IsTheOneOfTheBody_ElseOfTheMessage(string payload, string language) =>
        Assert.Equal(language, MessageReader.Read(XElement.Parse($"<message xmlns='jabber:client' from='a@b/c' to='d@e' xml:lang='de' type='chat'>{payload}</message>"), null).Language);

    [Fact]
    public void Delay_IsWhenItWasSaid() => Assert.Equal(
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Read("<body>x</body><delay xmlns='urn:xmpp:delay' stamp='2026-01-02T03:04:05Z'/>").SentAt);

    [Fact]
    public void Writer_CountsCodePoints()
    {
        var message = new NativeMessage
        {
            Portal = null!, Sender = new NativeUserId("a@b"), SenderKind = SenderKind.Ghost, SenderName = "A", Key = new TransactionKey("k"), CreatedAt = default,
            Kind = MessageKind.Text, Text = "yes",
        };
        var stanza = MessageWriter.Reply(message, "7", "bob@x", "👍👍\nsecond");
        Assert.Equal("> 👍👍\n> second\nyes", stanza.Element(Ns.Component + "body")!.Value);
        Assert.Equal("14", (string?)stanza.Element(Ns.Fallback + "fallback")!.Element(Ns.Fallback + "body")!.Attribute("end"));
        var read = MessageReader.Read(stanza, null);
        Assert.Equal(("yes", "👍👍\nsecond"), (read.Text, read.ReplyQuote));
    }

    private static string Fallback(int start, int end) =>
        $"<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='{start}' end='{end}'/></fallback>";

    private static ReadMessage Read(string payload, string? room = null) =>
        MessageReader.Read(XElement.Parse($"<message xmlns='jabber:client' from='a@b/c' to='d@e' id='1' type='chat'>{payload}</message>"), room);
}
