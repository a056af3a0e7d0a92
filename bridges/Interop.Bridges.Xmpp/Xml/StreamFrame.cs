namespace Interop.Bridges.Xmpp.Xml;

/// <summary>A piece of an XMPP stream, cut out by <see cref="StanzaFramer"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Octets">header: the opening tag; stanza: the whole element; refused: the stanza's opening tag, or nothing when that itself was the offence.</param>
/// <param name="Refused">Of refused stanzas: which limit, in words.</param>
/// <param name="Length">How long the stanza was, in octets.</param>
internal readonly record struct StreamFrame(FrameKind Kind, byte[] Octets, string? Refused, long Length);
