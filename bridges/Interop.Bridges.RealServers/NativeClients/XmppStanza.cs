using System.Globalization;
using System.Xml.Linq;

namespace Interop.Bridges.RealServers.NativeClients;

/// <summary>A stanza as an XMPP client got it.</summary>
/// <param name="Xml">The element as the server sent it.</param>
public sealed record XmppStanza(XElement Xml)
{
    private const string MucUser = "http://jabber.org/protocol/muc#user";

    /// <summary>message, presence or iq.</summary>
    public string Name => Xml.Name.LocalName;

    public string From => Attribute("from") ?? "";

    /// <summary>Bare address of the sender: of group chats the room.</summary>
    public string FromBare => From.Split('/', 2)[0];

    /// <summary>Of group chats the sender's nickname.</summary>
    public string FromResource => From.Split('/', 2) is [_, var resource] ? resource : "";

    public string? Id => Attribute("id");

    public string? Type => Attribute("type");

    public string? Body => Xml.Element(XmppClient.Client + "body")?.Value;

    /// <summary>The body without the quotation that XEP-0428 marks as being there for clients that do not know replies.</summary>
    public string? OwnText
    {
        get
        {
            var range = Xml.Elements(XName.Get("fallback", "urn:xmpp:fallback:0")).FirstOrDefault(f => f.Attribute("for")?.Value == "urn:xmpp:reply:0")
                ?.Element(XName.Get("body", "urn:xmpp:fallback:0"));
            if (Body is not { } body || range is null)
                return Body;
            // Positions count Unicode code points (XEP-0426).
            var points = body.EnumerateRunes().ToList();
            var start = Position(range, "start", 0);
            var end = Position(range, "end", points.Count);
            return string.Concat(points.Where((_, at) => at < start || at >= end));
        }
    }

    /// <summary>XEP-0359: the id that the sender gave for others to refer to.</summary>
    public string? OriginId => Attribute("origin-id", "urn:xmpp:sid:0", "id");

    /// <summary>XEP-0308: the id of the message that this one corrects.</summary>
    public string? Replaces => Attribute("replace", "urn:xmpp:message-correct:0", "id");

    /// <summary>XEP-0461: the id of the message that this one answers.</summary>
    public string? InReplyTo => Attribute("reply", "urn:xmpp:reply:0", "id");

    /// <summary>XEP-0066: the address of a file.</summary>
    public string? FileAddress => TextOf(XName.Get("x", "jabber:x:oob"), XName.Get("url", "jabber:x:oob"));

    /// <summary>XEP-0424: the id of the message that this one retracts.</summary>
    public string? Retracts => Attribute("retract", "urn:xmpp:message-retract:1", "id");

    /// <summary>XEP-0359: the id that the room, or the own account's archive, gave.</summary>
    public string? StanzaId => Attribute("stanza-id", "urn:xmpp:sid:0", "id");

    /// <summary>Of invitations to a group chat, mediated or direct (XEP-0249): its address.</summary>
    public string? InvitedTo =>
        Name == "message" && Xml.Element(XName.Get("x", MucUser))?.Element(XName.Get("invite", MucUser)) is not null ? FromBare
        : Attribute("x", "jabber:x:conference", "jid");

    /// <summary>True when a group chat's presence has this status code (XEP-0045).</summary>
    public bool HasStatus(string code) =>
        Xml.Element(XName.Get("x", MucUser))?.Elements(XName.Get("status", MucUser)).Any(s => s.Attribute("code")?.Value == code) ?? false;

    /// <summary>Text of a child's child, or null.</summary>
    public string? TextOf(XName child, XName grandchild) => Xml.Element(child)?.Element(grandchild)?.Value;

    public override string ToString() => Xml.ToString(SaveOptions.DisableFormatting);

    private static int Position(XElement range, string name, int otherwise) =>
        int.TryParse(range.Attribute(name)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : otherwise;

    private string? Attribute(string name) => Xml.Attribute(name)?.Value;

    private string? Attribute(string element, string space, string name) => Xml.Element(XName.Get(element, space))?.Attribute(name)?.Value;
}
