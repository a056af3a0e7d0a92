using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Server.Identity;
using Interop.Server.Storage;

namespace Interop.Server.Export;

/// <summary>How people and rooms were called when a record was archived, read once each. Ids, which do not change, stand beside them everywhere.</summary>
internal sealed class Names(Database database, ProviderName own)
{
    private const int RememberedMax = 100_000;
    private readonly Dictionary<UserId, (string Name, IReadOnlyList<(long Until, string Name)> Former, string? Network)> people = [];
    private readonly Dictionary<long, (string Id, string? Name, IReadOnlyList<(long From, string Name)> Names, string Kind)> rooms = [];

    /// <param name="user">Whole id.</param>
    /// <param name="leaf">Index of the record.</param>
    public string Of(UserId user, long leaf)
    {
        var (name, former, _) = Person(user);
        return FormerNames.At(former, leaf, name);
    }

    public string? NetworkOf(UserId user) => Person(user).Network;

    /// <summary>As the last record had it that has named the room until then.</summary>
    public string? OfRoom(long row, long leaf)
    {
        var (_, today, names, _) = Room(row);
        var then = names.LastOrDefault(n => n.From <= leaf).Name;
        return then ?? today;
    }

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

    private (string Name, IReadOnlyList<(long Until, string Name)> Former, string? Network) Person(UserId user)
    {
        if (people.TryGetValue(user, out var known))
            return known;
        if (people.Count >= RememberedMax)
            people.Clear();
        var local = user.Provider == own ? user.Value[(user.Value.LastIndexOf('/') + 1)..] : user.Value;
        return people[user] = database.Read(c =>
        {
            var (row, name, network) = c.QuerySingleOrDefault<(long, string?, string?)>("SELECT id, display_name, network FROM users WHERE local=@local", new { local });
            return (string.IsNullOrEmpty(name) ? user.Value : name, FormerNames.Of(c, row), network);
        });
    }

    private (string Id, string? Name, IReadOnlyList<(long From, string Name)> Names, string Kind) Room(long row)
    {
        if (rooms.TryGetValue(row, out var known))
            return known;
        if (rooms.Count >= RememberedMax)
            rooms.Clear();
        var (uuid, name, kind) = database.Read(c => c.QuerySingleOrDefault<(string, string?, string)>("SELECT uuid, name, kind FROM rooms WHERE id=@row", new { row }));
        uuid ??= "";
        var names = database.Read(c => c.Query<(long From, string? Name)>("""
            SELECT leaf, json_extract(CAST(opened(body) AS TEXT), '$.content.name') FROM records
            WHERE room_id=@row AND seq IS NOT NULL AND kind='event' AND body IS NOT NULL AND json_extract(CAST(record AS TEXT), '$.header.type')='room' ORDER BY leaf
            """, new { row }).Where(n => n.Name is not null).Select(n => (n.From, n.Name!)).ToList());
        return rooms[row] = (Protocol.Identifiers.RoomId.TryParse(uuid, out _) ? uuid : $"ocip://{own.Value}/r/{uuid}", name, names, kind ?? "group");
    }
}
