using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Messages;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Answers;

/// <summary>Answers requests to see a ghost's presence (RFC 6121 §3), so that ghosts can be put into contact lists. Whether the person behind is there is not bridged: a ghost is always.</summary>
internal sealed class PresenceAnswers(IBridgeCore core)
{
    /// <summary>What to send; nothing for presences that need no answer.</summary>
    public async Task<IReadOnlyList<XElement>> AnswerAsync(XElement presence, CancellationToken cancel)
    {
        var type = (string?)presence.Attribute("type");
        if (type is not ("subscribe" or "unsubscribe" or "probe") || !Jid.TryParse((string?)presence.Attribute("to"), out var to))
            return [];
        var person = Jid.BareOf((string?)presence.Attribute("from"))!;
        if (type == "unsubscribe")
            return [Presence(to.Bare, person, "unsubscribed"), Presence(to.Bare, person, "unavailable")];
        Ghost? ghost;
        try
        {
            ghost = to.Local.Length == 0 ? null : await core.FindGhostAsync(new NativeUserId(to.Bare), cancel);
        }
        catch (HttpRequestException)
        {
            return [StanzaError.To(presence, "wait", "internal-server-error", "The bridge's server cannot be reached at the moment.")];
        }
        if (ghost is null && to.Local.Length > 0)
            return type == "subscribe" ? [Presence(to.Bare, person, "unsubscribed")] : [StanzaError.To(presence, "cancel", "item-not-found")];
        var there = Presence(to.Bare, person, null);
        if (ghost is not null)
            there.Add(MessageWriter.Nick(ghost.DisplayName));
        return type == "subscribe" ? [Presence(to.Bare, person, "subscribed"), there] : [there];
    }

    private static XElement Presence(string from, string to, string? type) => new(
        Ns.Component + "presence", new XAttribute("from", from), new XAttribute("to", to), type is null ? null : new XAttribute("type", type));
}
