using System.Globalization;
using System.Xml.Linq;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Messages;

/// <summary>Makes message stanzas. Addresses and type are put on by whoever sends them.</summary>
internal static class MessageWriter
{
    private const int QuoteLines = 3;
    private const int QuoteLength = 200;
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    /// <summary>A message with its text; id and origin-id are the transaction key.</summary>
    public static XElement Text(NativeMessage message, string prefix = "")
    {
        var body = prefix + (message.Kind == MessageKind.Emote ? $"/me {message.Text}" : message.Text);
        var stanza = Empty(message.Key);
        stanza.Add(new XElement(Ns.Component + "body", body));
        if (!message.Styled && body.AsSpan().IndexOfAny("*_~`>") >= 0)
            stanza.Add(new XElement(Ns.Styling + "unstyled"));
        return stanza;
    }

    /// <summary>XEP-0308: the whole new message, and the message id of the original.</summary>
    public static XElement Correction(NativeMessage message, string original)
    {
        var stanza = Text(message);
        stanza.Add(new XElement(Ns.Correct + "replace", new XAttribute("id", original)));
        return stanza;
    }

    /// <summary>XEP-0461: with a quotation for clients that do not know replies, marked by code points (XEP-0428).</summary>
    public static XElement Reply(NativeMessage message, string targetId, string targetSender, string? excerpt)
    {
        var quote = excerpt is { Length: > 0 } && message.Kind != MessageKind.Emote ? Quotation(excerpt) : "";
        var stanza = Text(message, quote);
        stanza.Add(new XElement(Ns.Reply + "reply", new XAttribute("to", targetSender), new XAttribute("id", targetId)));
        if (quote.Length > 0)
        {
            stanza.Add(new XElement(
                Ns.Fallback + "fallback",
                new XAttribute("for", Ns.Reply.NamespaceName),
                new XElement(Ns.Fallback + "body", new XAttribute("start", 0), new XAttribute("end", CodePoints.Count(XmlText.Clean(quote))))));
        }
        return stanza;
    }

    /// <summary>XEP-0066: the address is the whole text, as clients expect of a file.</summary>
    public static XElement File(NativeFile file, Uri address, string? answers, string? answered)
    {
        var stanza = Empty(file.Key);
        stanza.Add(new XElement(Ns.Component + "body", address.AbsoluteUri), new XElement(Ns.Styling + "unstyled"));
        stanza.Add(new XElement(Ns.OutOfBand + "x", new XElement(Ns.OutOfBand + "url", address.AbsoluteUri)));
        if (answers is not null)
            stanza.Add(new XElement(Ns.Reply + "reply", new XAttribute("to", answered ?? ""), new XAttribute("id", answers)));
        return stanza;
    }

    /// <summary>XEP-0424 with a text for clients that do not know it, kept in archives.</summary>
    public static XElement Retraction(TransactionKey key, string target, string? reason)
    {
        var stanza = Empty(key);
        stanza.Add(
            new XElement(Ns.Retract + "retract", new XAttribute("id", target), reason is null ? null : new XElement(Ns.Retract + "reason", reason)),
            new XElement(Ns.Fallback + "fallback", new XAttribute("for", Ns.Retract.NamespaceName)),
            new XElement(Ns.Component + "body", "This person took an earlier message back, but this client cannot show it."),
            new XElement(Ns.Hints + "store"));
        return stanza;
    }

    /// <summary>XEP-0172: the whole display name.</summary>
    public static XElement Nick(string name) => new(Ns.Nick + "nick", name);

    /// <summary>XEP-0203: when it was written, if that was a while ago.</summary>
    public static XElement? Delay(DateTimeOffset createdAt, DateTimeOffset now, string by) => now - createdAt < Late
        ? null
        : new XElement(
            Ns.Delay + "delay", new XAttribute("from", by), new XAttribute("stamp", createdAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));

    private static XElement Empty(TransactionKey key) => new(
        Ns.Component + "message", new XAttribute("id", key.Value), new XElement(Ns.StanzaId + "origin-id", new XAttribute("id", key.Value)));

    private static string Quotation(string excerpt)
    {
        var lines = XmlText.Clean(excerpt).Split('\n');
        var shown = lines.Take(QuoteLines).Select(line => line.Length <= QuoteLength ? line : $"{line[..line.LastWhole(QuoteLength)]}…");
        return string.Concat(shown.Select(line => $"> {line}\n"));
    }

    private static int LastWhole(this string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
