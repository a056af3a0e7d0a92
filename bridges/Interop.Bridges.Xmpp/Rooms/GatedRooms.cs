using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Component;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>
/// Rooms for one native person alone with ghosts: made by the bridge on the server's conference service, for members only, the person and the ghosts being the members.
/// </summary>
internal sealed class GatedRooms(IBridgeCore core, RoomTable rooms, RoomEntrance entrance, RoomAdmin admin, RoomHistory history, XmppOptions options)
{
    /// <summary>The address of the room for a key: the same on every attempt.</summary>
    public string AddressOf(TransactionKey key) =>
        $"ocip-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Value)))[..20]}@{options.Conference}";

    /// <summary>Makes the room, or finds it, and brings everybody in.</summary>
    public async Task<string> OpenAsync(GatedPortalRequest request, CancellationToken cancel)
    {
        var room = rooms.Of(AddressOf(request.Key));
        var note = new GatedNote(request.Person.Value, request.Name, request.Topic);
        await core.RememberAsync(NoteKey(room.Address), JsonSerializer.Serialize(note), cancel);
        await EnsureAsync(room, note, request.Ghosts, cancel);
        foreach (var ghost in request.Ghosts)
            await BringAsync(room, ghost.Account.Value, ghost.DisplayName, cancel);
        return room.Address;
    }

    /// <summary>The bridge is in the room and the room is locked; made again if it is gone.</summary>
    public async Task EnsureAsync(NativePortal portal, CancellationToken cancel)
    {
        var room = rooms.Of(portal.NativeRoom.Value);
        if (room.NickOf(options.Domain) is not null)
            return;
        var saved = await core.RecallAsync(NoteKey(room.Address), cancel);
        var note = (saved is null ? null : JsonSerializer.Deserialize<GatedNote>(saved)) ?? new GatedNote(portal.Person?.Value ?? "", null, null);
        await EnsureAsync(room, note, await core.GhostsInAsync(portal.NativeRoom, cancel), cancel);
    }

    /// <summary>A ghost enters, as a member.</summary>
    public async Task BringAsync(Room room, string account, string name, CancellationToken cancel)
    {
        if (room.NickOf(account) is not null)
            return;
        await TryForCore(() => AffiliateGhostAsync(room, account, "member", cancel), "making a ghost a member of its room");
        await entrance.EnterAsync(room, account, name, null, cancel);
    }

    /// <summary>A ghost leaves, and is no member any more.</summary>
    public async Task RemoveAsync(Room room, string account, CancellationToken cancel)
    {
        await entrance.LeaveAsync(room, account, cancel);
        await TryForCore(() => AffiliateGhostAsync(room, account, "none", cancel), "ending a membership");
    }

    /// <summary>The person is let in, and told.</summary>
    public async Task InviteAsync(Room room, string person, CancellationToken cancel)
    {
        await TryForCore(() => admin.AffiliateAsync(room.Address, person, "member", cancel), "making the person a member of the room");
        await admin.InviteAsync(room.Address, person, "People on other networks want to talk with you here.", cancel);
    }

    private async Task EnsureAsync(Room room, GatedNote note, IReadOnlyList<Ghost> ghosts, CancellationToken cancel)
    {
        (room.Kind, room.Person) = (PortalKind.Gated, note.Person);
        room.Features = await FeaturesOrUnknownAsync(room.Address, cancel); // before entering: then what was missed is fetched
        var isNew = await entrance.EnterAsync(room, options.Domain, options.Name, null, cancel);
        // Locked by the server until its settings are there (status 201); set again when it was there before, in case they were changed.
        await TryForCore(() => admin.ConfigureAsync(room.Address, Settings(note), cancel), "the settings of a room for one person");
        room.Features = await admin.FeaturesAsync(room.Address, cancel);
        if (isNew)
            await history.BeginNewAsync(room.Address);
        foreach (var ghost in isNew ? ghosts : [])
            await BringAsync(room, ghost.Account.Value, ghost.DisplayName, cancel);
        var invited = $"invited/{room.Address}";
        if (isNew || await core.RecallAsync(invited, cancel) is null)
        {
            await InviteAsync(room, note.Person, cancel);
            await core.RememberAsync(invited, note.Person, cancel);
        }
    }

    private static Dictionary<string, string> Settings(GatedNote note)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["muc#roomconfig_persistentroom"] = "1",
            ["muc#roomconfig_publicroom"] = "0",
            ["muc#roomconfig_membersonly"] = "1",
            ["muc#roomconfig_moderatedroom"] = "0",
            ["muc#roomconfig_whois"] = "anyone",
            ["muc#roomconfig_changesubject"] = "1",
            ["muc#roomconfig_allowinvites"] = "0",
            ["muc#roomconfig_allowmemberinvites"] = "0",
            ["allow_query_users"] = "0",
            ["muc#roomconfig_historylength"] = "20",
            ["muc#roomconfig_enablearchiving"] = "1",
            ["mam"] = "1",
        };
        if (note.Name is { Length: > 0 } name)
            settings["muc#roomconfig_roomname"] = Xml.XmlText.Clean(name);
        if (note.Topic is { Length: > 0 } topic)
            settings["muc#roomconfig_roomdesc"] = Xml.XmlText.Clean(topic);
        return settings;
    }

    private async Task AffiliateGhostAsync(Room room, string account, string affiliation, CancellationToken cancel)
    {
        try
        {
            await admin.AffiliateAsync(room.Address, account, affiliation, cancel);
        }
        catch (StanzaErrorException error) when (error.Condition == "not-allowed")
        {
            // ejabberd: what the bridge's domain is (owner), everybody in it is, and an owner cannot be made less. The ghost may enter all the same.
        }
    }

    private async Task<RoomFeatures> FeaturesOrUnknownAsync(string room, CancellationToken cancel)
    {
        try
        {
            return await admin.FeaturesAsync(room, cancel);
        }
        catch (StanzaErrorException)
        {
            return RoomFeatures.Unknown; // not made yet
        }
    }

    private static async Task TryForCore(Func<Task> work, string act)
    {
        try
        {
            await work();
        }
        catch (StanzaErrorException error)
        {
            throw error.ForCore(act);
        }
    }

    private static string NoteKey(string room) => $"gated/{room}";
}
