namespace Interop.Bridges.Xmpp.Xml;

/// <summary>The stream cannot go on.</summary>
/// <param name="condition">RFC 6120 §4.9.3 condition, such as not-well-formed or conflict.</param>
/// <param name="message">For the log and the health page.</param>
internal sealed class XmppStreamException(string condition, string message, Exception? inner = null) : IOException(message, inner)
{
    public const string NotWellFormed = "not-well-formed";
    public const string RestrictedXml = "restricted-xml";
    public const string PolicyViolation = "policy-violation";
    public const string NotAuthorized = "not-authorized";
    public const string HostUnknown = "host-unknown";
    public const string Conflict = "conflict";

    public string Condition { get; } = condition;
}
