using System.Globalization;
using System.Xml.Linq;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Files;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Messages;

/// <summary>
/// Reads message stanzas, in either namespace: body, styling and XHTML, corrections, retractions, replies, ids. What the bridge cannot carry becomes
/// a placeholder with a note; only what has no content for people (typing, markers, receipts, hints) becomes nothing.
/// </summary>
internal static class MessageReader
{
    private static readonly HashSet<string> WithoutContent =
    [
        "http://jabber.org/protocol/chatstates", "urn:xmpp:receipts", "urn:xmpp:chat-markers:0", "urn:xmpp:hints", "urn:xmpp:sid:0", "urn:xmpp:delay",
        "jabber:x:delay", "http://jabber.org/protocol/nick", "http://jabber.org/protocol/muc#user", "jabber:x:conference", "urn:xmpp:occupant-id:0",
        "http://jabber.org/protocol/address", "http://jabber.org/protocol/pubsub#event", "urn:xmpp:fallback:0", "urn:xmpp:styling:0", "jabber:x:event",
        "urn:xmpp:carbons:2", "urn:xmpp:eme:0", "vcard-temp:x:update", "urn:xmpp:mam:2", "http://jabber.org/protocol/caps", "jabber:x:data",
        "urn:xmpp:message-correct:0", "urn:xmpp:reply:0", "urn:ocip:bridge:mark:0", "urn:xmpp:reference:0", "urn:xmpp:features:rosterx",
    ];

    /// <summary>Reads a message.</summary>
    /// <param name="message">The stanza.</param>
    /// <param name="idGiver">Whose stanza-id counts: the room's address; null where there is none.</param>
    public static ReadMessage Read(XElement message, string? idGiver)
    {
        var fidelity = new List<string>();
        var (body, language) = BodyOf(message, fidelity);
        var retract = RetractionOf(message, idGiver);
        var read = new ReadMessage
        {
            Id = (string?)message.Attribute("id") is { Length: > 0 } id ? id : null,
            OriginId = (string?)message.Element(Ns.StanzaId + "origin-id")?.Attribute("id"),
            StanzaId = (string?)message.Elements(Ns.StanzaId + "stanza-id")
                .FirstOrDefault(e => idGiver is not null && Jid.BareOf((string?)e.Attribute("by")) == idGiver && (string?)e.Attribute("id") is { Length: > 0 })?.Attribute("id"),
            Corrects = (string?)message.Element(Ns.Correct + "replace")?.Attribute("id"),
            Nick = message.Element(Ns.Nick + "nick")?.Value,
            SentAt = DelayOf(message),
            Language = language,
            Fidelity = fidelity,
        };
        if (retract is { } found)
            return read with { Retracts = found.Id, ModeratedBy = found.By, RetractReason = found.Reason, Text = null };
        var subject = Child(message, "subject")?.Value;
        if (body is null && subject is not null && Child(message, "thread") is null)
            return read with { Subject = subject };
        var files = SharedFileReader.Read(message);
        if (Placeholder(message, files.Count > 0 ? "file" : body, fidelity) is { } placeholder)
            return read with { Text = placeholder };
        if (files.Count > 0)
            (read, body) = (read with { Files = files }, SharedFileReader.TextBeside(body ?? "", files, message));
        if (body is null)
            return read;
        if ((string?)message.Attribute("type") is null or "normal" && subject is { Length: > 0 })
        {
            body = $"{subject}\n{body}";
            fidelity.Add("The message had a subject of its own; it was put before the text.");
        }
        return WithText(read, message, body, fidelity);
    }

    private static ReadMessage WithText(ReadMessage read, XElement message, string body, List<string> fidelity)
    {
        var reply = message.Element(Ns.Reply + "reply");
        string? quote = null;
        if (reply is not null)
            (body, quote) = WithoutQuote(message, body);
        var html = HtmlOf(message);
        var kind = MessageKind.Text;
        if (body.StartsWith("/me ", StringComparison.Ordinal))
            (kind, body, html) = (MessageKind.Emote, body[4..], null);
        return read with
        {
            Text = body,
            Html = html,
            Kind = kind,
            Styled = html is null && message.Element(Ns.Styling + "unstyled") is null && body.AsSpan().IndexOfAny("*_~`>") >= 0,
            RepliesTo = (string?)reply?.Attribute("id"),
            ReplyQuote = quote,
        };
    }

    private static (string? Body, string? Language) BodyOf(XElement message, List<string> fidelity)
    {
        var bodies = message.Elements().Where(e => e.Name.LocalName == "body" && IsOuter(e.Name.Namespace)).ToList();
        if (bodies.Count == 0)
            return (null, LanguageOf(message));
        var chosen = bodies.FirstOrDefault(b => LanguageOf(b) is null) ?? bodies[0];
        if (bodies.Count > 1)
        {
            foreach (var other in bodies.Where(b => b != chosen && b.Value != chosen.Value))
                fidelity.Add($"The message also had a text in the language {LanguageOf(other) ?? "und"}: {other.Value}");
        }
        return (chosen.Value, LanguageOf(chosen) ?? LanguageOf(message));
    }

    private static string? LanguageOf(XElement element) => (string?)element.Attribute(XNamespace.Xml + "lang") is { Length: > 0 } language ? language : null;

    /// <summary>Text for content that the bridge cannot carry; null when the message is an ordinary one.</summary>
    private static string? Placeholder(XElement message, string? body, List<string> fidelity)
    {
        if (message.Elements().Any(e => e.Name.LocalName == "encrypted") || message.Element(Ns.Encryption + "encryption") is not null)
        {
            fidelity.Add("The message was end-to-end encrypted: the bridge cannot read it, so neither archive nor recipients have its content.");
            return "[encrypted message]";
        }
        if (message.Element(Ns.Reactions + "reactions") is { } reactions)
        {
            var signs = string.Join(' ', reactions.Elements(Ns.Reactions + "reaction").Select(r => r.Value));
            fidelity.Add($"A reaction to the message {(string?)reactions.Attribute("id")}, carried as text.");
            return signs.Length == 0 ? "[took a reaction back]" : $"[reacted: {signs}]";
        }
        if (body is { Length: > 0 })
            return null;
        if (message.Element(Ns.FileSharing + "file-sharing") is { } sharing)
        {
            var name = sharing.Descendants().FirstOrDefault(e => e.Name.LocalName == "name")?.Value;
            fidelity.Add("A file was sent in a way in which the bridge cannot fetch it.");
            return $"[file{(name is null ? "" : $": {name}")}]";
        }
        if (message.Element(Ns.OutOfBand + "x") is { } link)
        {
            fidelity.Add("A file was sent as an address that the bridge does not open.");
            return $"[file: {link.Elements().FirstOrDefault(e => e.Name.LocalName == "url")?.Value}]";
        }
        if (message.Elements().Any(e => e.Name.Namespace == Ns.Calls))
        {
            if (message.Element(Ns.Calls + "propose") is null)
                return null;
            fidelity.Add("A call was offered; the bridge carries no calls.");
            return "[tried to call]";
        }
        var strange = message.Elements().FirstOrDefault(e =>
            !IsOuter(e.Name.Namespace) && !WithoutContent.Contains(e.Name.NamespaceName) && !e.Name.NamespaceName.StartsWith(Ns.PrivilegePrefix, StringComparison.Ordinal));
        if (strange is null)
            return null;
        fidelity.Add($"The message had content of a kind that the bridge does not carry: {strange.Name.LocalName} of {strange.Name.NamespaceName}.");
        return $"[content of another kind: {strange.Name.LocalName}]";
    }

    private static (string Id, string? By, string? Reason)? RetractionOf(XElement message, string? room)
    {
        // XEP-0425: only the room itself may say that a moderator did something.
        var fromRoom = room is not null && (string?)message.Attribute("from") == room;
        if (message.Element(Ns.Retract + "retract") is { } retract && (string?)retract.Attribute("id") is { Length: > 0 } id)
        {
            if (retract.Element(Ns.Moderate + "moderated") is not { } moderated)
                return (id, null, null);
            return fromRoom ? (id, (string?)moderated.Attribute("by") ?? "", ReasonOf(retract)) : null;
        }
        if (message.Element(Ns.Fasten + "apply-to") is not { } applied || (string?)applied.Attribute("id") is not { Length: > 0 } target)
            return null;
        if (applied.Element(Ns.ModerateOld + "moderated") is { } old && old.Element(Ns.RetractOld + "retract") is not null)
            return fromRoom ? (target, (string?)old.Attribute("by") ?? "", ReasonOf(old)) : null;
        return applied.Element(Ns.RetractOld + "retract") is not null ? (target, null, null) : null;
    }

    private static string? ReasonOf(XElement element) => element.Elements().FirstOrDefault(e => e.Name.LocalName == "reason")?.Value;

    /// <summary>
    /// Takes the quotation of a reply out of the text (XEP-0461). Only lines that are quotations go: whatever else a client declares to be "fallback" stays,
    /// else text that some people see could be hidden from the archive.
    /// </summary>
    private static (string Body, string? Quote) WithoutQuote(XElement message, string body)
    {
        var range = message.Elements(Ns.Fallback + "fallback").FirstOrDefault(f => (string?)f.Attribute("for") == Ns.Reply.NamespaceName)
            ?.Elements(Ns.Fallback + "body").FirstOrDefault();
        if (range is null || !TryIndex(range, "start", out var start) || !TryIndex(range, "end", out var end) || start < 0 || end <= start)
            return (body, null);
        var (from, to) = (CodePoints.IndexOf(body, start), CodePoints.IndexOf(body, end));
        var quote = body[from..to];
        if (!quote.Trim('\n').Split('\n').All(line => line.StartsWith('>')))
            return (body, null);
        var text = string.Join('\n', quote.Trim('\n').Split('\n').Select(line => line.TrimStart('>').TrimStart(' ')));
        return (body.Remove(from, to - from), text);
    }

    private static bool TryIndex(XElement range, string name, out int index) =>
        int.TryParse((string?)range.Attribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out index);

    /// <summary>The XHTML of a message as markup without namespaces; the core sanitises it.</summary>
    private static string? HtmlOf(XElement message)
    {
        var body = message.Element(Ns.XhtmlIm + "html")?.Element(Ns.Xhtml + "body");
        if (body is null)
            return null;
        var plain = Plain(body);
        return string.Concat(plain.Nodes().Select(n => n.ToString(SaveOptions.DisableFormatting)));

        static XElement Plain(XElement element) => new(
            element.Name.LocalName,
            element.Attributes().Where(a => !a.IsNamespaceDeclaration && a.Name.Namespace == XNamespace.None),
            element.Nodes().Select(n => n is XElement child ? Plain(child) : n));
    }

    private static DateTimeOffset? DelayOf(XElement message) =>
        DateTimeOffset.TryParse((string?)message.Element(Ns.Delay + "delay")?.Attribute("stamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : null;

    private static XElement? Child(XElement message, string name) => message.Elements().FirstOrDefault(e => e.Name.LocalName == name && IsOuter(e.Name.Namespace));

    private static bool IsOuter(XNamespace ns) => ns == Ns.Component || ns == Ns.Client;
}
