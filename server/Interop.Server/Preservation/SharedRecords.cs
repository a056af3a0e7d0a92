using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Preservation;

/// <summary>What another provider has shared with us: records of rooms while its people were in them (spec 9.7). Of the rest a peer learns nothing, not even that it is there.</summary>
internal sealed class SharedRecords(ServerOptions options, Database database)
{
    private const string SharedRooms = """
        (SELECT m.id FROM rooms m WHERE m.hub=@issuer UNION SELECT p.room_id FROM participants p JOIN users u ON u.id=p.user_id WHERE u.local>=@from AND u.local<@to)
        """;

    private const string InRoom = $"""
        SELECT EXISTS (SELECT 1 FROM records a WHERE a.room_id=@room
          AND (@After IS NULL OR coalesce(json_extract(CAST(a.record AS TEXT), '$.hub.accepted'), json_extract(CAST(a.record AS TEXT), '$.at'))>=@After)
          AND (@Before IS NULL OR coalesce(json_extract(CAST(a.record AS TEXT), '$.hub.accepted'), json_extract(CAST(a.record AS TEXT), '$.at'))<=@Before)
          AND (@anything OR json_extract(CAST(a.record AS TEXT), '$.event') IN @events)
          AND (@anybody OR a.sender IN (SELECT id FROM users WHERE local IN @users)
            OR EXISTS (SELECT 1 FROM participants p JOIN users u ON u.id=p.user_id WHERE p.room_id=a.room_id AND u.local IN @users AND {LegalHolds.StayCovers}))
          AND (EXISTS (SELECT 1 FROM rooms m WHERE m.id=a.room_id AND m.hub=@issuer)
            OR EXISTS (SELECT 1 FROM participants p JOIN users u ON u.id=p.user_id WHERE p.room_id=a.room_id AND u.local>=@from AND u.local<@to AND {LegalHolds.StayCovers})))
        """;

    /// <summary>Whether the scope names a room, and users, of which one took part in a room with people of the issuer (RET-9.29); for events alone, whether there is such a room.</summary>
    public bool Has(ProviderName issuer, HeldScope scope) => database.Read(connection =>
        HasRooms(connection, issuer, scope) && HasUsers(connection, issuer, scope));

    /// <summary>Whether anything of the scope that was shared is here; looked for room by room.</summary>
    public bool Any(ProviderName issuer, HeldScope scope) => database.Read(connection =>
    {
        var rooms = connection.Query<long>($"SELECT id FROM rooms WHERE id IN {SharedRooms} AND (@all OR uuid IN @keys)",
            new { issuer = issuer.Value, from = First(issuer), to = Last(issuer), all = scope.Rooms is null, keys = Keys(scope) }).AsList();
        return rooms.Any(room => AnyIn(connection, room, issuer, scope));
    });

    private bool HasRooms(SqliteConnection connection, ProviderName issuer, HeldScope scope) => connection.ExecuteScalar<long>(
        $"SELECT EXISTS (SELECT 1 FROM rooms WHERE id IN {SharedRooms} AND (@all OR uuid IN @keys))",
        new { issuer = issuer.Value, from = First(issuer), to = Last(issuer), all = scope.Rooms is null, keys = Keys(scope) }) > 0;

    private bool HasUsers(SqliteConnection connection, ProviderName issuer, HeldScope scope) => scope.Users is null || connection.ExecuteScalar<long>(
        $"SELECT EXISTS (SELECT 1 FROM users u JOIN participants p ON p.user_id=u.id WHERE u.local IN @users AND p.room_id IN {SharedRooms})",
        new { issuer = issuer.Value, from = First(issuer), to = Last(issuer), users = scope.Users.Select(u => ScopeRows.Key(u, options.Provider)) }) > 0;

    private bool AnyIn(SqliteConnection connection, long room, ProviderName issuer, HeldScope scope) => connection.ExecuteScalar<long>(InRoom, new
    {
        room, issuer = issuer.Value, from = First(issuer), to = Last(issuer), scope.After, scope.Before, anybody = scope.Users is null, anything = scope.Events is null,
        users = (scope.Users ?? []).Select(u => ScopeRows.Key(u, options.Provider)), events = (scope.Events ?? []).Select(e => e.Value),
    }) > 0;

    private IEnumerable<string> Keys(HeldScope scope) => (scope.Rooms ?? []).Select(room => ScopeRows.Key(room, options.Provider));

    private static string First(ProviderName issuer) => $"ocip://{issuer}/u/";

    private static string Last(ProviderName issuer) => $"ocip://{issuer}/u0";
}
