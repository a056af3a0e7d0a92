using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Delivery;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Inbound;

/// <summary>What bridges report besides events, each a record of the archive: manifests, portals, notices, deliveries.</summary>
internal sealed class BridgeRecords(AppendLog log, Database database, EventLookup events, UserDirectory users, RoomDirectory rooms, RoomCreation creation, Organisation organisation, ReleaseWorker releases)
{
    public Task ManifestAsync(CapabilityManifest manifest)
    {
        var json = JsonSerializer.Serialize(manifest, OcipJson.Default.CapabilityManifest);
        return log.AppendAsync(
            new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = "manifest", ["network"] = manifest.Network, ["manifest"] = JsonNode.Parse(json) }),
            (connection, _) => connection.Execute("UPDATE bridges SET manifest=@json WHERE network=@network", new { json, network = manifest.Network }));
    }

    public async Task PortalAsync(Principal principal, string network, Room room, Portal portal, User? person)
    {
        if (room.Portals.Any(p => p.Network == network && p.Kind == portal.Kind && p.NativeRoom == portal.NativeRoom && p.Person == person))
            return;
        var fields = new JsonObject { ["network"] = network, ["portal"] = portal.Kind, ["room"] = room.RoomId.Value };
        if (person is not null)
            fields["person"] = person.UserId.Value;
        await log.AppendAsync(
            new LogRecord(LogRecord.Portal, fields, new JsonObject { ["nativeRoom"] = portal.NativeRoom }) { RoomRow = room.Id },
            (connection, _) => connection.Execute("""
                INSERT INTO portals(room_id, network, kind, native_room, person) VALUES (@room, @network, @kind, @native, @person)
                ON CONFLICT (network, native_room) DO UPDATE SET room_id=excluded.room_id, kind=excluded.kind, person=excluded.person
                """, new { room = room.Id, network, kind = portal.Kind, native = portal.NativeRoom, person = person?.Id }));
        await PortalsChangedAsync(principal, room);
    }

    /// <summary>The native room does not stand for a room any more.</summary>
    public async Task PortalClosedAsync(Principal principal, string network, string nativeRoom)
    {
        var open = database.Read(c => c.QuerySingleOrDefault<(long Room, long? Person)?>(
            "SELECT room_id, person FROM portals WHERE network=@network AND native_room=@nativeRoom", new { network, nativeRoom }));
        if (open is not { } portal)
            return;
        var room = rooms.Get(portal.Room);
        var fields = new JsonObject { ["network"] = network, ["portal"] = "closed", ["room"] = room.RoomId.Value };
        if (portal.Person is { } person)
            fields["person"] = users.Get(person).UserId.Value;
        await log.AppendAsync(
            new LogRecord(LogRecord.Portal, fields, new JsonObject { ["nativeRoom"] = nativeRoom }) { RoomRow = room.Id },
            (connection, _) => connection.Execute(
                "DELETE FROM portals WHERE network=@network AND native_room=@nativeRoom AND room_id=@room", new { network, nativeRoom, room = room.Id }));
        await PortalsChangedAsync(principal, room);
    }

    private async Task PortalsChangedAsync(Principal principal, Room room)
    {
        var declared = room.View().Portals;
        rooms.RefreshPortals(room);
        if (room.Users.Any(u => u.IsOurs) && !room.View().Portals.SequenceEqual(declared))
            await creation.DeclarePortalsAsync(principal, room);
    }

    /// <summary>People were told of the recording: from now on what they write is theirs to be read, and what was sealed goes on.</summary>
    public async Task NoticeAsync(string network, Room room, NoticePosted posted, User[] told)
    {
        if (posted.Version != organisation.Notice?.Version)
            throw new ProblemException(DecisionCodes.SupervisionNotAcknowledged, "This is not the notice in force; read GET /bridge/notice and post that.");
        if (told.FirstOrDefault(t => !t.IsOn(network)) is { } stranger)
            throw new ProblemException(DecisionCodes.BlockedPolicy, $"{stranger.UserId.Short} has no account on this bridge's network.");
        await log.AppendAsync(
            new LogRecord(LogRecord.Notice,
                new JsonObject
                {
                    ["digest"] = posted.Digest, ["language"] = posted.Language, ["network"] = network, ["postedAt"] = posted.PostedAt, ["room"] = room.RoomId.Value,
                    ["users"] = new JsonArray([.. told.Select(t => (JsonNode)t.UserId.Value)]), ["version"] = posted.Version,
                },
                new JsonObject { ["nativeId"] = posted.NativeId }) { RoomRow = room.Id },
            (connection, _) =>
            {
                connection.Execute("UPDATE users SET notice_version=@version WHERE id=@id", told.Select(t => new { id = t.Id, version = posted.Version }));
                Seals.Told(connection, [.. told.Select(t => t.UserId)]);
            });
        foreach (var user in told)
        {
            users.Refresh(user.Id);
            await releases.ReleaseSealedAsync(user);
        }
    }

    /// <summary>What became of an event on the network: archived, and told to its sender.</summary>
    public async Task ReportAsync(string network, DeliveryReport report, User recipient)
    {
        if (!recipient.IsOn(network))
            throw new ProblemException(DecisionCodes.BlockedPolicy, "The recipient has no account on this bridge's network.");
        if (DecisionCodes.Find(report.Code) is null)
            throw new ProblemException(DecisionCodes.Malformed, $"There is no code {report.Code}.");
        report = Fit(report);
        var target = events.Find(report.Event) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such event here.");
        var room = rooms.Get(target.RoomRow);
        var sender = users.Get(target.SenderRow);
        var said = new JsonObject { ["nativeId"] = report.NativeId };
        if (report.Fidelity is { Length: > 0 } fidelity)
            said["fidelity"] = new JsonArray([.. fidelity.Select(f => (JsonNode)f)]);
        if (report.Detail is not null)
            said["detail"] = report.Detail;
        await log.AppendAsync(
            new LogRecord(LogRecord.Report,
                new JsonObject { ["code"] = report.Code, ["event"] = report.Event.Value, ["network"] = network, ["recipient"] = recipient.UserId.Value, ["room"] = room.RoomId.Value },
                said) { RoomRow = room.Id },
            (connection, leaf) => connection.Execute("INSERT INTO personal_items(user_id, leaf, kind) VALUES (@sender, @leaf, 'status')", new { sender = sender.Id, leaf }),
            (leaf, batch) => batch.Deliveries.Add(new StatusDelivery(leaf, sender, new DeliveryStatus
            {
                Event = report.Event, Room = room.RoomId, Recipient = recipient.UserId, Code = report.Code, At = WireTime.Format(batch.At), Fidelity = report.Fidelity, Detail = report.Detail,
            })));
    }

    /// <summary>
    /// What a network said goes into the record and to the sender: as clean text of bounded length. It is made fit and not refused, since a report
    /// that is lost says less than one with a character replaced.
    /// </summary>
    private static DeliveryReport Fit(DeliveryReport report) => report with
    {
        NativeId = Fit(report.NativeId, EventLimits.NativeIdOctetsMax),
        Fidelity = report.Fidelity?.Take(EventLimits.FidelityNotesMax).Select(note => Fit(note, EventLimits.FidelityNoteOctetsMax)!).ToArray(),
        Detail = Fit(report.Detail, EventLimits.ReasonOctetsMax),
    };

    private static string? Fit(string? text, int octetsMax)
    {
        if (text is null)
            return null;
        var clean = TextRules.Clean(text);
        var (octets, length) = (0, 0);
        foreach (var rune in clean.EnumerateRunes())
        {
            octets += rune.Utf8SequenceLength;
            if (octets > octetsMax)
                break;
            length += rune.Utf16SequenceLength;
        }
        return clean[..length];
    }

    public static IEnumerable<Portal> Portals(Database database, RoomDirectory rooms, UserDirectory users, string network) =>
        database.Read(c => c.Query<(long Room, string Kind, string Native, long? Person)>(
                "SELECT room_id, kind, native_room, person FROM portals WHERE network=@network ORDER BY native_room", new { network }).AsList())
            .Select(p => new Portal(rooms.Get(p.Room).RoomId, p.Kind, p.Native, p.Person is { } person ? users.Get(person).UserId : (UserId?)null));
}
