namespace Interop.Bridges.Xmpp.Xml;

internal enum FrameKind
{
    Header,
    Stanza,

    /// <summary>Past a limit of <see cref="XmlLimits"/>; the stream goes on.</summary>
    Refused,

    /// <summary>The peer closed the stream.</summary>
    End,
}
