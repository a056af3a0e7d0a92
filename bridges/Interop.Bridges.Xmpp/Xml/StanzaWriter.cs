using System.Text;
using System.Xml;
using System.Xml.Linq;
using Interop.Bridges.Xmpp.Addresses;

namespace Interop.Bridges.Xmpp.Xml;

/// <summary>
/// Turns a stanza into octets that no server can object to: one bad stanza ends the component's whole stream. Text is made clean, addresses are checked, and
/// everything is written to memory first, so that nothing half-written ever reaches the wire.
/// </summary>
internal sealed class StanzaWriter(string domain, int octetsMax)
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
        ConformanceLevel = ConformanceLevel.Fragment,
        CheckCharacters = true,
        NewLineHandling = NewLineHandling.None,
    };

    /// <summary>The stanza's octets. The element itself is made clean on the way.</summary>
    /// <exception cref="BadStanzaException">It must not be written: the message says why.</exception>
    public byte[] Write(XElement stanza)
    {
        if (stanza.Name.Namespace != Ns.Component || stanza.Name.LocalName is not ("message" or "presence" or "iq"))
            throw new BadStanzaException($"{stanza.Name} is no stanza");
        if (!Jid.TryParse((string?)stanza.Attribute("from"), out var from) || from.Domain != domain)
            throw new BadStanzaException($"the sender '{(string?)stanza.Attribute("from")}' is not in {domain}");
        if (!Jid.TryParse((string?)stanza.Attribute("to"), out _))
            throw new BadStanzaException($"'{(string?)stanza.Attribute("to")}' is no address");
        Clean(stanza);
        using var octets = new MemoryStream();
        try
        {
            using var writer = XmlWriter.Create(octets, Settings);
            stanza.WriteTo(writer);
        }
        catch (Exception exception) when (exception is XmlException or ArgumentException or InvalidOperationException)
        {
            throw new BadStanzaException($"the stanza cannot be written as XML: {exception.Message}", exception);
        }
        if (octets.Length > octetsMax)
            throw new BadStanzaException($"the stanza has {octets.Length} octets, more than the {octetsMax} that the server takes");
        return octets.ToArray();
    }

    private static void Clean(XElement stanza)
    {
        foreach (var text in stanza.DescendantNodes().OfType<XText>().Where(t => !XmlText.IsClean(t.Value) || t.Value.Contains('\r', StringComparison.Ordinal)).ToList())
            text.Value = XmlText.Clean(text.Value);
        foreach (var attribute in stanza.DescendantsAndSelf().Attributes().Where(a => !XmlText.IsClean(a.Value)))
            attribute.Value = XmlText.Clean(attribute.Value);
    }
}
