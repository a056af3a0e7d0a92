using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Server.Storage;

namespace Interop.Server.Export;

/// <summary>How people and rooms are called today, read once each. Ids, which do not change, stand beside them everywhere.</summary>
internal sealed class Names(Database database, ProviderName own)
{
    private const int RememberedMax = 100_000;
    private readonly Dictionary<UserId, (string Name, string? Network)> people = [];
    private readonly Dictionary<long, (string Id, string? Name, string Kind)> rooms = [];

    public string Of(UserId user) => Person(user).Name;

    public string? NetworkOf(UserId user) => Person(user).Network;

    public string? OfRoom(long row) => Room(row).Name;

    public string RoomId(long row) => Room(row).Id;

    /// <summary>group or direct.</summary>
    public string RoomKind(long row) => Room(row).Kind;

    /// <summary>An address for mail, made of the id; no mailbox need be behind it.</summary>
    public static string Address(UserId user) => $"{user.Value[(user.Value.LastIndexOf('/') + 1)..]}@{user.Provider.Value}";

    /// <summary>Who was in the room just before this seq was given.</summary>
    public IReadOnlyList<UserId> Present(long room, long seq) => database.Read(c => c.Query<string>("""
        SELECT u.local FROM participants p JOIN users u ON u.id=p.user_id
        WHERE p.room_id=@room AND p.joined_seq<@seq AND (p.left_seq IS NULL OR p.left_seq>=@seq) ORDER BY u.local
        """, new { room, seq }).Select(IdOf).ToList());

    private UserId IdOf(string local) => UserId.TryParse(local, out var foreign) ? foreign : UserId.Parse($"ocip://{own.Value}/u/{local}");

    private (string Name, string? Network) Person(UserId user)
    {
        if (people.TryGetValue(user, out var known))
            return known;
        if (people.Count >= RememberedMax)
            people.Clear();
        var local = user.Provider == own ? user.Value[(user.Value.LastIndexOf('/') + 1)..] : user.Value;
        var found = database.Read(c => c.QuerySingleOrDefault<(string Name, string? Network)>("SELECT display_name, network FROM users WHERE local=@local", new { local }));
        return people[user] = (string.IsNullOrEmpty(found.Name) ? user.Value : found.Name, found.Network);
    }

    private (string Id, string? Name, string Kind) Room(long row)
    {
        if (rooms.TryGetValue(row, out var known))
            return known;
        if (rooms.Count >= RememberedMax)
            rooms.Clear();
        var (uuid, name, kind) = database.Read(c => c.QuerySingleOrDefault<(string, string?, string)>("SELECT uuid, name, kind FROM rooms WHERE id=@row", new { row }));
        uuid ??= "";
        return rooms[row] = (Protocol.Identifiers.RoomId.TryParse(uuid, out _) ? uuid : $"ocip://{own.Value}/r/{uuid}", name, kind ?? "group");
    }
}
