using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Preservation;

/// <summary>The scope of a placed hold as rows, by which <see cref="LegalHolds"/> finds it. Gone with the release: then it finds nothing any more.</summary>
internal static class ScopeRows
{
    private static readonly string[] Tables = ["legal_hold_rooms", "legal_hold_users", "legal_hold_networks", "legal_hold_events", "legal_hold_found"];

    /// <summary>In the transaction that places it.</summary>
    public static void Insert(SqliteConnection connection, long hold, HeldScope scope, ProviderName own)
    {
        connection.Execute("INSERT OR IGNORE INTO legal_hold_rooms(room, hold) VALUES (@room, @hold)",
            (scope.Rooms ?? []).Select(room => new { room = Key(room, own), hold }));
        connection.Execute("INSERT OR IGNORE INTO legal_hold_users(user, hold, uri) VALUES (@user, @hold, @uri)",
            (scope.Users ?? []).Select(user => new { user = Key(user, own), hold, uri = user.Value }));
        connection.Execute("INSERT OR IGNORE INTO legal_hold_networks(network, hold) VALUES (@network, @hold)", (scope.Networks ?? []).Select(network => new { network, hold }));
        connection.Execute("INSERT OR IGNORE INTO legal_hold_events(event, hold) VALUES (@ev, @hold)", (scope.Events ?? []).Select(ev => new { ev = ev.Value, hold }));
    }

    /// <summary>In the transaction that releases it.</summary>
    public static void Delete(SqliteConnection connection, long hold)
    {
        foreach (var table in Tables)
            connection.Execute($"DELETE FROM {table} WHERE hold=@hold", new { hold });
    }

    /// <summary>As in rooms.uuid: rooms of this provider by their bare UUID.</summary>
    public static string Key(RoomId room, ProviderName own) => room.Provider == own ? room.Uuid.ToString("D") : room.Value;

    /// <summary>As in users.local.</summary>
    public static string Key(UserId user, ProviderName own) => user.Provider == own ? user.Local : user.Value;
}
