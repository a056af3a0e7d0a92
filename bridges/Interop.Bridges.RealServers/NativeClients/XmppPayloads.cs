using System.Xml.Linq;

namespace Interop.Bridges.RealServers.NativeClients;

/// <summary>Elements inside stanzas, by the extension that defines them.</summary>
internal static class XmppPayloads
{
    /// <summary>XEP-0359.</summary>
    public static XElement OriginId(string id) => new(XName.Get("origin-id", "urn:xmpp:sid:0"), new XAttribute("id", id));

    /// <summary>XEP-0461.</summary>
    public static XElement Reply(string target, string author) =>
        new(XName.Get("reply", "urn:xmpp:reply:0"), new XAttribute("to", author), new XAttribute("id", target));

    /// <summary>XEP-0308.</summary>
    public static XElement Replace(string original) => new(XName.Get("replace", "urn:xmpp:message-correct:0"), new XAttribute("id", original));

    /// <summary>XEP-0066: the address is the text, unless there is another.</summary>
    public static IEnumerable<XElement> File(string address, string? caption) =>
    [
        new(XName.Get("body", "jabber:client"), caption ?? address),
        new(XName.Get("x", "jabber:x:oob"), new XElement(XName.Get("url", "jabber:x:oob"), address)),
    ];

    /// <summary>XEP-0424, with the text that older clients show and the hint that makes archives keep it.</summary>
    public static IEnumerable<XElement> Retract(string target) =>
    [
        new(XName.Get("retract", "urn:xmpp:message-retract:1"), new XAttribute("id", target)),
        new(XName.Get("fallback", "urn:xmpp:fallback:0"), new XAttribute("for", "urn:xmpp:message-retract:1")),
        new(XName.Get("body", "jabber:client"), "(this message was retracted)"),
        new(XName.Get("store", "urn:xmpp:hints")),
    ];

    /// <summary>XEP-0045, mediated invitation.</summary>
    public static XElement Invite(string address) =>
        new(XName.Get("x", "http://jabber.org/protocol/muc#user"), new XElement(XName.Get("invite", "http://jabber.org/protocol/muc#user"), new XAttribute("to", address)));

    /// <summary>XEP-0045: opens a new group chat with the server's defaults.</summary>
    public static XElement DefaultRoomForm() =>
        new(XName.Get("query", "http://jabber.org/protocol/muc#owner"), new XElement(XName.Get("x", "jabber:x:data"), new XAttribute("type", "submit")));
}
