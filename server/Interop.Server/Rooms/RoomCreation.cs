using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Rooms;

/// <summary>
/// Makes rooms. A room is its events: one of type room, then a membership event for each participant, made on behalf of the creator and archived
/// like any other; policies are asked about each.
/// </summary>
internal sealed class RoomCreation(AppendLog log, RoomDirectory rooms, Declarations declarations, EventBuilder builder, TimeProvider time)
{
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    private const string PortalNetwork = "network";

    /// <summary>A new room.</summary>
    /// <exception cref="ProblemException">When a policy keeps the creator from making rooms.</exception>
    public async Task<Room> GroupAsync(Principal principal, NewGroup group) => await CompleteGroupAsync(principal, await InsertAsync(Room.Group, null, NewUuid()), group);

    /// <summary>The room of a bridge's transaction: made, or completed after a crash, when it is not there. Who was in it and left is not brought back.</summary>
    /// <exception cref="ProblemException">When a policy keeps the creator from making rooms, or the transaction made a room for another creator.</exception>
    public async Task<Room> GroupAsync(Principal principal, NewGroup group, TransactionId transaction)
    {
        var uuid = UuidOf(principal.Network!, transaction);
        var gate = gates[(uint)uuid.GetHashCode() % gates.Length];
        await gate.WaitAsync();
        try
        {
            return await CompleteGroupAsync(principal, rooms.Find(uuid) ?? await InsertAsync(Room.Group, null, uuid), group);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Room> CompleteGroupAsync(Principal principal, Room room, NewGroup group)
    {
        var known = rooms.EverIn(room);
        if (known.Count > 0 && !known.Contains(group.Creator.Id))
            throw new ProblemException(DecisionCodes.TransactionConflict, "This transaction made a room for another creator.");
        if (room.Head.Seq == 0)
            Demand(await DescribeAsync(principal, group.Creator, room, group.Name, group.Topic));
        if (known.Count == 0)
            Demand(await JoinAsync(principal, group.Creator, room, group.Creator, Participant.Admin));
        foreach (var other in group.Others.Where(o => o != group.Creator && !known.Contains(o.Id)).Distinct())
            await JoinAsync(principal, group.Creator, room, other, Participant.Member);
        return room;
    }

    private static void Demand(SubmitResult result)
    {
        if (DecisionCodes.Find(result.Code) is { Class: not '2' } refused)
            throw new ProblemException(refused, result.Detail);
    }

    /// <summary>The same for the same transaction of the same network, and another for any other: a UUIDv7 with the transaction's time.</summary>
    private static Guid UuidOf(string network, TransactionId transaction)
    {
        Span<byte> octets = stackalloc byte[16];
        SHA256.HashData(Encoding.UTF8.GetBytes($"room of a bridge\n{network}\n{transaction}")).AsSpan(0, 16).CopyTo(octets);
        Span<byte> time = stackalloc byte[16];
        transaction.Uuid.TryWriteBytes(time, bigEndian: true, out _);
        time[..6].CopyTo(octets);
        octets[6] = (byte)((octets[6] & 0x0f) | 0x70);
        octets[8] = (byte)((octets[8] & 0x3f) | 0x80);
        return new Guid(octets, bigEndian: true);
    }

    /// <summary>The same for both, whoever asks.</summary>
    public static string DirectKey(User one, User other) =>
        string.CompareOrdinal(one.UserId.Value, other.UserId.Value) < 0 ? $"{one.Id} {other.Id}" : $"{other.Id} {one.Id}";

    /// <summary>The one room of two users; made, or completed after a crash, when it is not there.</summary>
    /// <exception cref="ProblemException">When a policy keeps somebody out of it.</exception>
    public async Task<Room> DirectAsync(Principal principal, User from, User to)
    {
        var key = DirectKey(from, to);
        if (rooms.FindDirect(key) is { } known && known.Find(from) is not null && (known.Find(to) is not null || !known.IsOrderedHere))
            return known;
        var gate = gates[(uint)key.GetHashCode(StringComparison.Ordinal) % gates.Length];
        await gate.WaitAsync();
        try
        {
            return await CompleteDirectAsync(principal, from, to, key);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>One at a time for the same two users: both may ask in the same moment, and each event of the room is made once.</summary>
    private async Task<Room> CompleteDirectAsync(Principal principal, User from, User to, string key)
    {
        var room = rooms.FindDirect(key) ?? await InsertAsync(Room.Direct, key, NewUuid());
        if (room.Head.Seq == 0)
            Demand(await DescribeAsync(principal, from, room, null, null));
        foreach (var user in new[] { from, to })
        {
            if (room.Find(user) is not null)
                continue;
            var result = await JoinAsync(principal, from, room, user, Participant.Admin);
            if (room.Find(user) is null)
                throw new ProblemException(DecisionCodes.Find(result.Code) ?? DecisionCodes.BlockedPolicy, result.Detail);
        }
        return room;
    }

    /// <summary>Declares the room's portals in its state, so that everyone in it sees which promise holds on which network.</summary>
    public Task<SubmitResult> DeclarePortalsAsync(Principal principal, Room room)
    {
        var portals = room.Portals.Select(p => (p.Network, p.Kind)).Distinct().Order()
            .Select(p => (JsonNode)new JsonObject { [StateFields.Kind] = p.Kind, [PortalNetwork] = p.Network });
        var state = new JsonObject { [StateFields.Kind] = room.Kind, [StateFields.Portals] = new JsonArray([.. portals]) };
        return SubmitAsync(principal, room.Users.First(u => u.IsOurs), room, EventTypes.Room, state, new JsonObject(), null);
    }

    /// <summary>Adds a user on behalf of the organisation.</summary>
    public Task<SubmitResult> AddAsync(Principal principal, Room room, User user, string role)
    {
        var admin = room.Participants.FirstOrDefault(p => p.Role == Participant.Admin)?.User ?? user;
        return JoinAsync(principal, admin, room, user, role);
    }

    /// <summary>Takes out somebody who was added and whose own provider does not have it so.</summary>
    public Task<SubmitResult> RemoveAsync(Room room, User user)
    {
        var admin = room.Participants.FirstOrDefault(p => p.Role == Participant.Admin && p.User.IsOurs)?.User ?? room.Participants.FirstOrDefault(p => p.User.IsOurs)?.User ?? user;
        var state = new JsonObject { [StateFields.Membership] = MembershipState.Remove, [StateFields.Target] = user.UserId.Value };
        return SubmitAsync(Principal.Server, admin, room, EventTypes.Membership, state, new JsonObject(), new MembershipState(user, MembershipState.Remove, Participant.Member));
    }

    private Guid NewUuid() => Guid.CreateVersion7(time.GetUtcNow());

    private async Task<Room> InsertAsync(string kind, string? directKey, Guid uuid)
    {
        var created = WireTime.Format(time.GetUtcNow());
        var row = await log.WriteAsync(connection =>
        {
            connection.Execute("INSERT INTO rooms(uuid, kind, direct_key, head_hash, created) VALUES (@uuid, @kind, @directKey, @head, @created) ON CONFLICT DO NOTHING",
                new { uuid = uuid.ToString("D"), kind, directKey, head = RoomHead.Empty.Hash, created });
            return connection.ExecuteScalar<long>("SELECT id FROM rooms WHERE uuid=@uuid OR direct_key=@directKey", new { uuid = uuid.ToString("D"), directKey });
        });
        return rooms.Get(row);
    }

    private Task<SubmitResult> JoinAsync(Principal principal, User sender, Room room, User user, string role)
    {
        var state = new JsonObject { [StateFields.Membership] = MembershipState.Join, [StateFields.Role] = role, [StateFields.Target] = user.UserId.Value };
        return SubmitAsync(principal, sender, room, EventTypes.Membership, state, new JsonObject(), new MembershipState(user, MembershipState.Join, role));
    }

    private Task<SubmitResult> DescribeAsync(Principal principal, User sender, Room room, string? name, string? topic)
    {
        var content = new JsonObject();
        if (name is not null)
            content["name"] = name;
        if (topic is not null)
            content["topic"] = topic;
        var state = new JsonObject { [StateFields.Kind] = room.Kind };
        if (declarations.Of(rooms.Provider) is { } own)
            state[StateFields.Supervision] = StatedSupervision.Node([own]);
        return SubmitAsync(principal, sender, room, EventTypes.Room, state, content, null);
    }

    private async Task<SubmitResult> SubmitAsync(Principal principal, User sender, Room room, string type, JsonObject state, JsonObject content, MembershipState? membership)
    {
        var draft = new EventDraft
        {
            Room = room.RoomId,
            Type = type,
            State = JsonSerializer.SerializeToElement(state, OcipJson.Default.JsonObject),
            Content = JsonSerializer.SerializeToElement(content, OcipJson.Default.JsonObject),
        };
        var context = builder.Build(principal, Guid.CreateVersion7(time.GetUtcNow()), 0, sender, room, draft, membership, asServer: true);
        if (!room.Mailbox.TryPost(context))
            throw new ProblemException(DecisionCodes.QueueLimit);
        return await context.Answer;
    }
}
