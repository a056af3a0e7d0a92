using System.Xml.Linq;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>What came from the server.</summary>
/// <param name="Element">The stanza; of a refused one only its opening tag, or null when that could not be kept.</param>
/// <param name="Refused">Which limit it broke, in words; null for ordinary stanzas.</param>
/// <param name="Octets">How long it was.</param>
internal sealed record InboundStanza(XElement? Element, string? Refused, long Octets);
