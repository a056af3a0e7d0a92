using System.Globalization;
using System.Xml.Linq;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>What a presence from a room says (XEP-0045): status codes and the occupant's item.</summary>
internal sealed class RoomStatus
{
    private readonly HashSet<int> codes;
    private readonly XElement? item;

    public RoomStatus(XElement presence)
    {
        var x = presence.Elements(Ns.MucUser + "x").FirstOrDefault();
        codes = [.. (x?.Elements(Ns.MucUser + "status") ?? []).Select(s => int.TryParse((string?)s.Attribute("code"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0)];
        item = x?.Element(Ns.MucUser + "item");
        Destroyed = x?.Element(Ns.MucUser + "destroy") is { } destroy ? destroy.Element(Ns.MucUser + "reason")?.Value ?? "" : null;
    }

    /// <summary>110: about the one it is sent to.</summary>
    public bool IsSelf => codes.Contains(110);

    /// <summary>201: the room was made by this entering.</summary>
    public bool IsCreated => codes.Contains(201);

    /// <summary>303: only the nickname changed, to <see cref="NewNick"/>.</summary>
    public bool IsRename => codes.Contains(303);

    /// <summary>332, 333: the service stops, or the connection was found dead. Nobody's decision.</summary>
    public bool IsTechnical => codes.Contains(332) || codes.Contains(333);

    /// <summary>307 kick, 301 ban, 321 no longer a member, 322 not a member and the room is now for members: somebody's decision.</summary>
    public bool IsRemoval => !IsTechnical && (codes.Contains(307) || codes.Contains(301) || codes.Contains(321) || codes.Contains(322));

    public bool IsBan => codes.Contains(301);

    /// <summary>Why the room is no more, or null when it still is.</summary>
    public string? Destroyed { get; }

    public string Affiliation => (string?)item?.Attribute("affiliation") ?? "none";

    public string? Role => (string?)item?.Attribute("role");

    /// <summary>Full address, where the room shows it.</summary>
    public string? Jid => (string?)item?.Attribute("jid");

    public string? NewNick => (string?)item?.Attribute("nick");

    public string? Reason => item?.Element(Ns.MucUser + "reason")?.Value;

    public string? ActorJid => (string?)item?.Element(Ns.MucUser + "actor")?.Attribute("jid");

    public string? ActorNick => (string?)item?.Element(Ns.MucUser + "actor")?.Attribute("nick");
}
