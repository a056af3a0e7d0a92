using System.Xml.Linq;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>What an owner or moderator does in a room (XEP-0045 §9, §10), in the bridge's name.</summary>
internal sealed class RoomAdmin(ComponentStream stream, XmppOptions options)
{
    private string Bot => RoomEntrance.Seat(options.Domain);

    public async Task<RoomFeatures> FeaturesAsync(string room, CancellationToken cancel) =>
        RoomFeatures.Read(await stream.QueryAsync(Iq("get", room, new XElement(Ns.DiscoInfo + "query")), cancel));

    /// <summary>How many are in the room, as far as it tells.</summary>
    public async Task<int> OccupantsAsync(string room, CancellationToken cancel) =>
        (await stream.QueryAsync(Iq("get", room, new XElement(Ns.DiscoItems + "query")), cancel)).Descendants(Ns.DiscoItems + "item").Count();

    /// <summary>Sets what of these settings the room's form knows.</summary>
    public async Task ConfigureAsync(string room, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var form = await stream.QueryAsync(Iq("get", room, new XElement(Ns.MucOwner + "query")), cancel);
        var known = form.Descendants(Ns.Form + "field").Select(f => (string?)f.Attribute("var")).ToHashSet(StringComparer.Ordinal);
        var answer = new XElement(Ns.Form + "x", new XAttribute("type", "submit"), Field("FORM_TYPE", Ns.MucRoomConfig));
        foreach (var (name, value) in settings.Where(s => known.Contains(s.Key)))
            answer.Add(Field(name, value));
        await stream.QueryAsync(Iq("set", room, new XElement(Ns.MucOwner + "query", answer)), cancel);
    }

    /// <summary>member, outcast or none.</summary>
    public Task AffiliateAsync(string room, string account, string affiliation, CancellationToken cancel) => stream.QueryAsync(
        Iq("set", room, new XElement(Ns.MucAdmin + "query", new XElement(Ns.MucAdmin + "item", new XAttribute("affiliation", affiliation), new XAttribute("jid", account)))), cancel);

    /// <summary>Puts an occupant out.</summary>
    public Task KickAsync(string room, string nick, string reason, CancellationToken cancel) => stream.QueryAsync(
        Iq(
            "set",
            room,
            new XElement(
                Ns.MucAdmin + "query",
                new XElement(Ns.MucAdmin + "item", new XAttribute("role", "none"), new XAttribute("nick", nick), new XElement(Ns.MucAdmin + "reason", reason)))),
        cancel);

    /// <summary>Ends the room for everybody.</summary>
    public Task DestroyAsync(string room, string reason, CancellationToken cancel) => stream.QueryAsync(
        Iq("set", room, new XElement(Ns.MucOwner + "query", new XElement(Ns.MucOwner + "destroy", new XElement(Ns.MucOwner + "reason", reason)))), cancel);

    /// <summary>XEP-0425, in the form that the room speaks.</summary>
    public Task ModerateAsync(string room, XNamespace ns, string stanzaId, string? reason, CancellationToken cancel)
    {
        var why = reason is null ? null : new XElement(ns + "reason", reason);
        var payload = ns == Ns.Moderate
            ? new XElement(ns + "moderate", new XAttribute("id", stanzaId), new XElement(Ns.Retract + "retract"), why)
            : new XElement(Ns.Fasten + "apply-to", new XAttribute("id", stanzaId), new XElement(ns + "moderate", new XElement(Ns.RetractOld + "retract"), why));
        return stream.QueryAsync(Iq("set", room, payload), cancel);
    }

    /// <summary>Invites: through the room (XEP-0045 §7.8.2), so that it lets the person in, and directly (XEP-0249), which more clients show.</summary>
    public async Task InviteAsync(string room, string person, string reason, CancellationToken cancel)
    {
        await stream.SendAsync(
            new XElement(
                Ns.Component + "message",
                new XAttribute("from", Bot),
                new XAttribute("to", room),
                new XAttribute("id", stream.NextId()),
                new XElement(Ns.MucUser + "x", new XElement(Ns.MucUser + "invite", new XAttribute("to", person), new XElement(Ns.MucUser + "reason", reason)))),
            cancel);
        await stream.SendAsync(
            new XElement(
                Ns.Component + "message",
                new XAttribute("from", options.Domain),
                new XAttribute("to", person),
                new XAttribute("id", stream.NextId()),
                new XElement(Ns.DirectInvite + "x", new XAttribute("jid", room), new XAttribute("reason", reason))),
            cancel);
    }

    private XElement Iq(string type, string to, XElement payload) =>
        new(Ns.Component + "iq", new XAttribute("type", type), new XAttribute("from", Bot), new XAttribute("to", to), payload);

    private static XElement Field(string name, string value) => new(Ns.Form + "field", new XAttribute("var", name), new XElement(Ns.Form + "value", value));
}
