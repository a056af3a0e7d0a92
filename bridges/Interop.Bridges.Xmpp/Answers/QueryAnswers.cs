using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Answers;

/// <summary>Answers what clients and servers ask the bridge and its ghosts: who they are (XEP-0030, XEP-0054), whether they are there (XEP-0199), how to write to somebody (XEP-0100).</summary>
internal sealed class QueryAnswers(IBridgeCore core, GhostNames names, XmppOptions options)
{
    private static readonly string[] BridgeFeatures =
        [Ns.DiscoInfo.NamespaceName, Ns.DiscoItems.NamespaceName, Ns.Ping.NamespaceName, Ns.VCard.NamespaceName, Ns.Gateway.NamespaceName];

    private static readonly string[] GhostFeatures =
    [
        Ns.DiscoInfo.NamespaceName, Ns.Ping.NamespaceName, Ns.VCard.NamespaceName, Ns.Nick.NamespaceName, Ns.StanzaId.NamespaceName, Ns.Correct.NamespaceName,
        Ns.Retract.NamespaceName, Ns.Reply.NamespaceName, Ns.Fallback.NamespaceName, Ns.Styling.NamespaceName, Ns.XhtmlIm.NamespaceName,
    ];

    /// <summary>The answer to a query; an error for what we do not know. Every query gets one.</summary>
    public async Task<XElement> AnswerAsync(XElement iq, CancellationToken cancel)
    {
        var payload = iq.Elements().FirstOrDefault();
        if (!Jid.TryParse((string?)iq.Attribute("to"), out var to) || payload is null)
            return StanzaError.To(iq, "modify", "bad-request");
        var isGet = (string?)iq.Attribute("type") == "get";
        try
        {
            if (to.Local.Length == 0)
                return OfBridge(iq, payload, isGet);
            var ghost = await core.FindGhostAsync(new NativeUserId(to.Bare), cancel);
            if (ghost is null)
                return StanzaError.To(iq, "cancel", "item-not-found");
            return OfGhost(iq, payload, isGet, ghost);
        }
        catch (HttpRequestException)
        {
            return StanzaError.To(iq, "wait", "internal-server-error", "The bridge's server cannot be reached at the moment.");
        }
    }

    private XElement OfBridge(XElement iq, XElement payload, bool isGet)
    {
        if (isGet && payload.Name == Ns.Ping + "ping")
            return Result(iq);
        if (isGet && payload.Name == Ns.DiscoInfo + "query" && payload.Attribute("node") is null)
            return Result(iq, Info("gateway", "ocip", options.Name, BridgeFeatures));
        if (isGet && payload.Name == Ns.DiscoItems + "query")
            return Result(iq, new XElement(Ns.DiscoItems + "query")); // who is there is nobody's business who does not know already
        if (isGet && payload.Name == Ns.VCard + "vCard")
            return Result(iq, Card(options.Name));
        if (payload.Name == Ns.Gateway + "query")
            return Translate(iq, payload, isGet);
        return StanzaError.To(iq, "cancel", "service-unavailable");
    }

    private static XElement OfGhost(XElement iq, XElement payload, bool isGet, Ghost ghost)
    {
        if (isGet && payload.Name == Ns.Ping + "ping")
            return Result(iq);
        if (isGet && payload.Name == Ns.DiscoInfo + "query" && payload.Attribute("node") is null)
            return Result(iq, Info("account", "registered", ghost.DisplayName, GhostFeatures));
        if (isGet && payload.Name == Ns.DiscoItems + "query")
            return Result(iq, new XElement(Ns.DiscoItems + "query"));
        if (isGet && payload.Name == Ns.VCard + "vCard")
            return Result(iq, Card(ghost.DisplayName));
        return StanzaError.To(iq, "cancel", "service-unavailable");
    }

    /// <summary>"network address" → the ghost's address: what a client asks for when a person is to be added.</summary>
    private XElement Translate(XElement iq, XElement payload, bool isGet)
    {
        if (isGet)
        {
            return Result(iq, new XElement(
                Ns.Gateway + "query",
                new XElement(Ns.Gateway + "desc", "The network and the address of the person, such as: matrix @alice:example.org. A name alone is a user of this organisation."),
                new XElement(Ns.Gateway + "prompt", "Network and address")));
        }
        var words = (payload.Element(Ns.Gateway + "prompt")?.Value ?? "").Trim().Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        var address = words switch
        {
            [var network, var account] => new GhostAddress(network.ToLowerInvariant(), account.Trim()),
            [var mxid] when mxid.StartsWith('@') && mxid.Contains(':', StringComparison.Ordinal) => new GhostAddress("matrix", mxid),
            [var account] => new GhostAddress(GhostAddress.Ocip, account),
            _ => null,
        };
        if (address is null || address.Account.Length > 255)
            return StanzaError.To(iq, "modify", "bad-request", "Write the network and the address, such as: matrix @alice:example.org");
        var name = names.Name(address);
        return names.Read(name) == address
            ? Result(iq, new XElement(Ns.Gateway + "query", new XElement(Ns.Gateway + "jid", name.Value)))
            : StanzaError.To(iq, "cancel", "item-not-found");
    }

    private static XElement Info(string category, string type, string name, IEnumerable<string> features) => new(
        Ns.DiscoInfo + "query",
        new XElement(Ns.DiscoInfo + "identity", new XAttribute("category", category), new XAttribute("type", type), new XAttribute("name", name)),
        features.Select(f => new XElement(Ns.DiscoInfo + "feature", new XAttribute("var", f))));

    private static XElement Card(string name) => new(Ns.VCard + "vCard", new XElement(Ns.VCard + "FN", name), new XElement(Ns.VCard + "NICKNAME", name));

    private static XElement Result(XElement iq, XElement? payload = null) => new(
        Ns.Component + "iq",
        new XAttribute("type", "result"),
        new XAttribute("from", (string)iq.Attribute("to")!),
        new XAttribute("to", (string?)iq.Attribute("from") ?? ""),
        new XAttribute("id", (string?)iq.Attribute("id") ?? ""),
        payload);
}
