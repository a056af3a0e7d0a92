using System.Xml.Linq;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>What a room says of itself (XEP-0030, XEP-0045 §6.4).</summary>
internal sealed record RoomFeatures(string? Name, bool MembersOnly, bool ShowsAccounts, bool HasArchive, bool HasOccupantIds, XNamespace? Moderation)
{
    public static readonly RoomFeatures Unknown = new(null, MembersOnly: false, ShowsAccounts: false, HasArchive: false, HasOccupantIds: false, null);

    /// <summary>Reads a disco#info answer.</summary>
    public static RoomFeatures Read(XElement iq)
    {
        var query = iq.Element(Ns.DiscoInfo + "query");
        if (query is null)
            return Unknown;
        var has = query.Elements(Ns.DiscoInfo + "feature").Select(f => (string?)f.Attribute("var") ?? "").ToHashSet(StringComparer.Ordinal);
        var name = query.Elements(Ns.DiscoInfo + "identity").Where(i => (string?)i.Attribute("category") == "conference").Select(i => (string?)i.Attribute("name")).FirstOrDefault();
        return new RoomFeatures(
            string.IsNullOrWhiteSpace(name) ? null : name,
            has.Contains("muc_membersonly"),
            has.Contains("muc_nonanonymous"),
            has.Contains(Ns.Mam.NamespaceName),
            has.Contains(Ns.OccupantId.NamespaceName),
            has.Contains(Ns.Moderate.NamespaceName) ? Ns.Moderate : has.Contains(Ns.ModerateOld.NamespaceName) ? Ns.ModerateOld : null);
    }
}
