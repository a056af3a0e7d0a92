using System.Collections.Concurrent;
using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Personal;

/// <summary>The personal rooms: who is in them is stored, what they are called is not. One object each.</summary>
internal sealed class PersonalRooms(ServerOptions options, Database database, AppendLog log, UserDirectory users, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, PersonalRoom> byRow = new();

    public PersonalRoom? Find(RoomId id) => id.Provider == options.Provider ? Find(id.Uuid) : null;

    public PersonalRoom? Find(Guid uuid) => Load("uuid=@key", uuid.ToString("D"));

    public IReadOnlyList<PersonalRoom> Of(User user) =>
        [.. database.Read(c => c.Query<long>("SELECT room_id FROM personal_members WHERE user_id=@id ORDER BY room_id", new { id = user.Id }).AsList()).Select(row => Load("id=@key", row)!)];

    /// <summary>The same person has a persona in it: other personas of the person are told the truth, others that there is no such room.</summary>
    public bool HasPersonaOf(PersonalRoom room, string account) => database.Read(c => c.ExecuteScalar<long>(
        "SELECT count(*) FROM personal_members m JOIN users u ON u.id=m.user_id JOIN accounts a ON a.id=u.account_id WHERE m.room_id=@room AND a.name=@account", new { room = room.Id, account })) > 0;

    /// <summary>A new room; of two in a direct room the one that they have.</summary>
    public async Task<(PersonalRoom Room, bool IsNew)> CreateAsync(string kind, User creator, IReadOnlyList<User> others)
    {
        var direct = kind == Room.Direct ? RoomCreation.DirectKey(creator, others[0]) : null;
        if (direct is not null && Load("direct_key=@key", direct) is { } known)
            return (known, false);
        var uuid = Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
        var created = WireTime.Format(time.GetUtcNow());
        await log.WriteAsync(connection =>
        {
            if (connection.Execute("INSERT INTO personal_rooms(uuid, kind, direct_key, created) VALUES (@uuid, @kind, @direct, @created) ON CONFLICT DO NOTHING", new { uuid, kind, direct, created }) == 0)
                return 0;
            var row = connection.ExecuteScalar<long>("SELECT last_insert_rowid()");
            foreach (var member in others.Prepend(creator).Distinct())
            {
                connection.Execute("INSERT INTO personal_members(room_id, user_id, role) VALUES (@row, @id, @role)",
                    new { row, id = member.Id, role = kind == Room.Direct || member == creator ? Participant.Admin : Participant.Member });
            }
            return 1;
        });
        return Load("uuid=@key", uuid) is { } made ? (made, true) : (Load("direct_key=@key", direct!)!, false);
    }

    public async Task AddAsync(PersonalRoom room, User user, string role)
    {
        await log.WriteAsync(connection => connection.Execute("INSERT INTO personal_members(room_id, user_id, role) VALUES (@room, @id, @role) ON CONFLICT DO NOTHING", new { room = room.Id, id = user.Id, role }));
        room.Members = [.. room.Members.Where(m => m.User != user), new PersonalMember(user, role)];
    }

    public async Task RemoveAsync(PersonalRoom room, User user)
    {
        await log.WriteAsync(connection => connection.Execute("DELETE FROM personal_members WHERE room_id=@room AND user_id=@id", new { room = room.Id, id = user.Id }));
        room.Members = [.. room.Members.Where(m => m.User != user)];
    }

    private PersonalRoom? Load(string condition, object key)
    {
        var row = database.Read(c => c.QuerySingleOrDefault<(long Id, string Uuid, string Kind)?>($"SELECT id, uuid, kind FROM personal_rooms WHERE {condition}", new { key }));
        if (row is not { } found)
            return null;
        return byRow.GetOrAdd(found.Id, id => new PersonalRoom(id, RoomId.Of(options.Provider, Guid.ParseExact(found.Uuid, "D")), found.Kind)
        {
            Members = [.. database.Read(c => c.Query<(long User, string Role)>("SELECT user_id, role FROM personal_members WHERE room_id=@id ORDER BY role, user_id", new { id }).AsList())
                .Select(m => new PersonalMember(users.Get(m.User), m.Role))],
        });
    }
}
