using System.Xml.Linq;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>Errors in stanzas (RFC 6120 §8.3).</summary>
internal static class StanzaError
{
    /// <summary>The answer to a stanza that was not taken.</summary>
    public static XElement To(XElement stanza, string type, string condition, string? text = null)
    {
        var answer = new XElement(
            Ns.Component + stanza.Name.LocalName,
            new XAttribute("type", "error"),
            new XAttribute("from", (string?)stanza.Attribute("to") ?? ""),
            new XAttribute("to", (string?)stanza.Attribute("from") ?? ""),
            new XElement(
                Ns.Component + "error",
                new XAttribute("type", type),
                new XElement(Ns.StanzaErrors + condition),
                text is null ? null : new XElement(Ns.StanzaErrors + "text", new XAttribute(XNamespace.Xml + "lang", "en"), text)));
        if ((string?)stanza.Attribute("id") is { Length: > 0 } id)
            answer.SetAttributeValue("id", id);
        return answer;
    }

    /// <summary>What a stanza of type error says.</summary>
    public static StanzaErrorException Read(XElement stanza)
    {
        var error = stanza.Elements().FirstOrDefault(e => e.Name.LocalName == "error");
        var children = error?.Elements().Where(e => e.Name.Namespace == Ns.StanzaErrors).ToList() ?? [];
        var condition = children.FirstOrDefault(e => e.Name.LocalName != "text")?.Name.LocalName ?? "undefined-condition";
        var text = children.FirstOrDefault(e => e.Name.LocalName == "text")?.Value;
        return new StanzaErrorException((string?)error?.Attribute("type") ?? "cancel", condition, text);
    }
}
