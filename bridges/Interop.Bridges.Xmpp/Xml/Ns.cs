using System.Xml.Linq;

namespace Interop.Bridges.Xmpp.Xml;

/// <summary>The XML namespaces that the connector reads or writes, each with the XEP that defines it.</summary>
internal static class Ns
{
    /// <summary>XEP-0114: outer namespace of what a component sends.</summary>
    public static readonly XNamespace Component = "jabber:component:accept";

    /// <summary>RFC 6121: inner namespace of forwarded stanzas, and on some servers of the outer ones too.</summary>
    public static readonly XNamespace Client = "jabber:client";
    public static readonly XNamespace Stream = "http://etherx.jabber.org/streams";
    public static readonly XNamespace StreamErrors = "urn:ietf:params:xml:ns:xmpp-streams";
    public static readonly XNamespace StanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";

    /// <summary>XEP-0030.</summary>
    public static readonly XNamespace DiscoInfo = "http://jabber.org/protocol/disco#info";
    public static readonly XNamespace DiscoItems = "http://jabber.org/protocol/disco#items";

    /// <summary>XEP-0004.</summary>
    public static readonly XNamespace Form = "jabber:x:data";

    /// <summary>XEP-0045.</summary>
    public static readonly XNamespace Muc = "http://jabber.org/protocol/muc";
    public static readonly XNamespace MucUser = "http://jabber.org/protocol/muc#user";
    public static readonly XNamespace MucAdmin = "http://jabber.org/protocol/muc#admin";
    public static readonly XNamespace MucOwner = "http://jabber.org/protocol/muc#owner";
    public const string MucRoomConfig = "http://jabber.org/protocol/muc#roomconfig";

    /// <summary>XEP-0249.</summary>
    public static readonly XNamespace DirectInvite = "jabber:x:conference";

    /// <summary>XEP-0054, XEP-0172, XEP-0100 (translation of addresses), XEP-0199.</summary>
    public static readonly XNamespace VCard = "vcard-temp";
    public static readonly XNamespace Nick = "http://jabber.org/protocol/nick";
    public static readonly XNamespace Gateway = "jabber:iq:gateway";
    public static readonly XNamespace Ping = "urn:xmpp:ping";

    /// <summary>XEP-0359, XEP-0421.</summary>
    public static readonly XNamespace StanzaId = "urn:xmpp:sid:0";
    public static readonly XNamespace OccupantId = "urn:xmpp:occupant-id:0";

    /// <summary>XEP-0308.</summary>
    public static readonly XNamespace Correct = "urn:xmpp:message-correct:0";

    /// <summary>XEP-0424 version 0.4, its older form, and XEP-0422 which that is wrapped in.</summary>
    public static readonly XNamespace Retract = "urn:xmpp:message-retract:1";
    public static readonly XNamespace RetractOld = "urn:xmpp:message-retract:0";
    public static readonly XNamespace Fasten = "urn:xmpp:fasten:0";

    /// <summary>XEP-0425, in the published and in the older form that Prosody's module speaks.</summary>
    public static readonly XNamespace Moderate = "urn:xmpp:message-moderate:1";
    public static readonly XNamespace ModerateOld = "urn:xmpp:message-moderate:0";

    /// <summary>XEP-0461, XEP-0428.</summary>
    public static readonly XNamespace Reply = "urn:xmpp:reply:0";
    public static readonly XNamespace Fallback = "urn:xmpp:fallback:0";

    /// <summary>XEP-0393, XEP-0071.</summary>
    public static readonly XNamespace Styling = "urn:xmpp:styling:0";
    public static readonly XNamespace XhtmlIm = "http://jabber.org/protocol/xhtml-im";
    public static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";

    /// <summary>XEP-0203, XEP-0297, XEP-0313, XEP-0059, XEP-0334.</summary>
    public static readonly XNamespace Delay = "urn:xmpp:delay";
    public static readonly XNamespace Forward = "urn:xmpp:forward:0";
    public static readonly XNamespace Mam = "urn:xmpp:mam:2";
    public static readonly XNamespace Rsm = "http://jabber.org/protocol/rsm";
    public static readonly XNamespace Hints = "urn:xmpp:hints";

    /// <summary>XEP-0066, XEP-0447 with XEP-0446, XEP-0300 and XEP-0103; XEP-0444, XEP-0353, XEP-0380.</summary>
    public static readonly XNamespace OutOfBand = "jabber:x:oob";
    public static readonly XNamespace FileSharing = "urn:xmpp:sfs:0";
    public static readonly XNamespace FileMetadata = "urn:xmpp:file:metadata:0";
    public static readonly XNamespace Hashes = "urn:xmpp:hashes:2";
    public static readonly XNamespace UrlData = "http://jabber.org/protocol/url-data";
    public static readonly XNamespace Reactions = "urn:xmpp:reactions:0";
    public static readonly XNamespace Calls = "urn:xmpp:jingle-message:0";
    public static readonly XNamespace Encryption = "urn:xmpp:eme:0";

    /// <summary>XEP-0363.</summary>
    public static readonly XNamespace Upload = "urn:xmpp:http:upload:0";

    /// <summary>XEP-0356: the two versions in use begin like this; which one, the server's advertisement says.</summary>
    public const string PrivilegePrefix = "urn:xmpp:privilege:";

    /// <summary>Ours: the mark in a puppet's message, and the probe by which two bridges of one name find each other.</summary>
    public static readonly XNamespace Mark = "urn:ocip:bridge:mark:0";
    public static readonly XNamespace Lease = "urn:ocip:bridge:lease:0";
}
