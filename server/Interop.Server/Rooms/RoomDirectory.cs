using System.Collections.Concurrent;
using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance;
using Interop.Server.Identity;
using Interop.Server.Pipeline;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Rooms;

/// <summary>The rooms of this provider, as hub or follower: one <see cref="Room"/> object each, read when first needed.</summary>
internal sealed class RoomDirectory(ServerOptions options, Database database, UserDirectory users, Declarations declarations, Func<MessagePipeline> pipeline)
{
    private readonly ConcurrentDictionary<RoomId, Room> rooms = new();
    private readonly ConcurrentDictionary<long, Room> byRow = new();
    private readonly Lock loading = new();

    public ProviderName Provider => options.Provider;

    public Room? Find(RoomId id)
    {
        if (rooms.TryGetValue(id, out var room))
            return room;
        return Load("uuid=@key", id.Provider == options.Provider ? id.Uuid.ToString("D") : id.Value);
    }

    /// <summary>By the bare UUID: a room of this provider, or the one room of others that has it.</summary>
    public Room? Find(Guid uuid)
    {
        if (uuid.Version != 7)
            return null;
        if (Find(RoomId.Of(options.Provider, uuid)) is { } own)
            return own;
        var followed = database.Read(c => c.Query<long>("SELECT id FROM rooms WHERE followed=@uuid LIMIT 2", new { uuid = uuid.ToString("D") }).AsList());
        return followed.Count == 1 ? Get(followed[0]) : null;
    }

    public Room Get(long row) =>
        byRow.TryGetValue(row, out var room) ? room : Load("id=@key", row) ?? throw new InvalidOperationException($"room row {row} is missing");

    /// <summary>Rooms in which the user has a stay now.</summary>
    public IReadOnlyList<Room> RoomsOf(User user)
    {
        var rows = database.Read(c => c.Query<long>("SELECT DISTINCT room_id FROM participants WHERE user_id=@id AND left_seq IS NULL ORDER BY room_id", new { id = user.Id }).AsList());
        return [.. rows.Select(Get)];
    }

    /// <summary>Rows of those who are or were in it.</summary>
    public IReadOnlySet<long> EverIn(Room room) =>
        database.Read(c => c.Query<long>("SELECT user_id FROM participants WHERE room_id=@id", new { id = room.Id }).ToHashSet());

    /// <summary>A page of all rooms, in the order in which they came.</summary>
    /// <param name="after">Row of the last room of the page before; 0 for the first page.</param>
    /// <param name="limit">Rooms at most.</param>
    public IReadOnlyList<Room> Page(long after, int limit)
    {
        var rows = database.Read(c => c.Query<long>("SELECT id FROM rooms WHERE id>@after ORDER BY id LIMIT @limit", new { after, limit }).AsList());
        return [.. rows.Select(Get)];
    }

    public Room? FindDirect(string directKey)
    {
        var row = database.Read(c => c.QuerySingleOrDefault<long?>("SELECT id FROM rooms WHERE direct_key=@directKey", new { directKey }));
        return row is { } known ? Get(known) : null;
    }

    /// <summary>A person's accounts changed: the networks of their rooms follow.</summary>
    public void AccountsChanged(User user)
    {
        foreach (var room in RoomsOf(user))
            room.SetParticipants(room.Participants);
    }

    /// <summary>Portals are few and change seldom: read again after each change.</summary>
    public void RefreshPortals(Room room) => room.Portals = database.Read(c => ReadPortals(c, room.Id));

    private Room? Load(string condition, object key)
    {
        // One object per room, ever: two would order the same room twice.
        lock (loading)
        {
            return database.Read(connection =>
            {
                var row = connection.QuerySingleOrDefault<Row>(
                    $"SELECT id, uuid, kind, hub, name, topic, supervision, head_seq AS HeadSeq, head_hash AS HeadHash, head_leaf AS HeadLeaf FROM rooms WHERE {condition}", new { key });
                if (row is null)
                    return null;
                if (byRow.TryGetValue(row.Id, out var known))
                    return known;
                var roomId = RoomId.TryParse(row.Uuid, out var foreign) ? foreign : RoomId.Of(options.Provider, Guid.ParseExact(row.Uuid, "D"));
                var room = new Room(row.Id, roomId, row.Kind, options.Provider)
                {
                    Hub = row.Hub is null ? options.Provider : ProviderName.Parse(row.Hub),
                    Name = row.Name, Topic = row.Topic, Head = new RoomHead(row.HeadSeq, row.HeadHash, row.HeadLeaf), Mailbox = new RoomMailbox(pipeline()),
                    Declarations = declarations, Supervision = StatedSupervision.Parse(row.Supervision),
                    IsForked = connection.ExecuteScalar<long>("SELECT count(*) FROM forks WHERE room_id=@id AND decided IS NULL", new { id = row.Id }) > 0,
                };
                var stays = connection.Query<Stay>(
                    "SELECT user_id AS UserRow, role, joined_seq AS JoinedSeq FROM participants WHERE room_id=@id AND left_seq IS NULL ORDER BY joined_seq", new { id = row.Id });
                room.SetParticipants(stays.Select(s => new Participant(users.Get(s.UserRow), s.Role, s.JoinedSeq)));
                room.Portals = ReadPortals(connection, row.Id);
                foreach (var (user, count) in connection.Query<(long, int)>("SELECT user_id, count(*) FROM holds WHERE room_id=@id AND reason='hours' GROUP BY user_id", new { id = row.Id }))
                    room.Held[user] = count;
                room.CountInbox(connection.ExecuteScalar<int>("SELECT count(*) FROM inbox WHERE room_id=@id", new { id = row.Id }));
                byRow[row.Id] = room;
                rooms[room.RoomId] = room;
                return room;
            });
        }
    }

    private RoomPortal[] ReadPortals(SqliteConnection connection, long room) =>
    [
        .. connection.Query<PortalRow>("SELECT network, kind, native_room AS NativeRoom, person FROM portals WHERE room_id=@room ORDER BY network, native_room", new { room })
            .Select(p => new RoomPortal(p.Network, p.Kind, p.NativeRoom, p.Person is { } person ? users.Get(person) : null)),
    ];

    private sealed record Row(long Id, string Uuid, string Kind, string? Hub, string? Name, string? Topic, string? Supervision, long HeadSeq, byte[] HeadHash, long HeadLeaf);

    private sealed record Stay(long UserRow, string Role, long JoinedSeq);

    private sealed record PortalRow(string Network, string Kind, string NativeRoom, long? Person);
}
