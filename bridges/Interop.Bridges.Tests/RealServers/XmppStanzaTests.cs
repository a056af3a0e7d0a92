using System.Xml.Linq;
using Interop.Bridges.RealServers.NativeClients;
using Xunit;

namespace Interop.Bridges.Tests.RealServers;

/// <summary>What the test client reads out of stanzas: it judges the bridge, so it must be right itself.</summary>
public sealed class XmppStanzaTests
{
    [Fact]
    public void OwnText_LeavesTheQuotationOut_CountedInCodePoints()
    {
        // The quotation has a character of two UTF-16 units: XEP-0426 counts it as one.
        var stanza = Of("<body>&gt; 😀 hi\nyes</body><reply xmlns='urn:xmpp:reply:0' to='a@b' id='1'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='7'/></fallback>");

        Assert.Equal("yes", stanza.OwnText);
        Assert.Equal("1", stanza.InReplyTo);
    }

    [Fact]
    public void OwnText_IsTheBody_WhenNothingIsQuoted() => Assert.Equal("> not marked", Of("<body>&gt; not marked</body>").OwnText);

    [Fact]
    public void InvitedTo_IsTheRoom_OfBothKindsOfInvitation()
    {
        Assert.Equal("room@muc", new XmppStanza(XElement.Parse("<message xmlns='jabber:client' from='room@muc'><x xmlns='http://jabber.org/protocol/muc#user'><invite from='a@b'/></x></message>")).InvitedTo);
        Assert.Equal("room@muc", Of("<x xmlns='jabber:x:conference' jid='room@muc'/>").InvitedTo);
        Assert.Null(Of("<body>hi</body>").InvitedTo);
    }

    private static XmppStanza Of(string payloads) => new(XElement.Parse($"<message xmlns='jabber:client' from='a@b/c'>{payloads}</message>"));
}
