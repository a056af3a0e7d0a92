using Interop.Bridges.Connectors;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>The server, or somebody on it, refused a stanza.</summary>
internal sealed class StanzaErrorException(string type, string condition, string? text)
    : Exception($"{condition}{(string.IsNullOrWhiteSpace(text) ? "" : $": {text}")}")
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(15);

    /// <summary>auth, cancel, continue, modify or wait.</summary>
    public string Type { get; } = type;

    /// <summary>Such as item-not-found.</summary>
    public string Condition { get; } = condition;

    /// <summary>The same in the words of the connector contract.</summary>
    /// <param name="act">What was refused: "The XMPP server refused {act}".</param>
    public Exception ForCore(string act) => Type == "wait" || Condition is "resource-constraint" or "remote-server-timeout" or "internal-server-error"
        ? new NativeBusyException($"The XMPP server asked to wait with {act}: {Message}", ComeBack)
        : new NativeRefusedException($"The XMPP server refused {act}: {Message}", this);
}
