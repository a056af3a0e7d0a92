namespace Interop.Bridges.Xmpp.Xml;

/// <summary>A stanza that must not be written. Trying again would not help.</summary>
internal sealed class BadStanzaException(string message, Exception? inner = null) : Exception(message, inner);
