using System.Text.Json;
using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Subjects;

/// <summary>
/// The rows that lead from a pseudonymous id to an account or name (spec 9.9). They end when the bodies of all link records of the person have: from then on the id names
/// nobody.
/// </summary>
internal sealed class LinkErasure(Database database, UserDirectory users, RoomDirectory rooms)
{
    private const string LinkBodies = """
        SELECT count(*) FROM records r, json_tree(CAST(r.record AS TEXT)) t WHERE r.kind='link' AND r.body IS NOT NULL AND t.type='text' AND t.atom IN @uris
        """;

    /// <summary>In the transaction of the verdicts. While a hold or a minimum keeps a link, the rows stay with it.</summary>
    public static void End(SqliteConnection connection, IReadOnlyList<(long Row, UserId Id)> people, ProviderName own)
    {
        var uris = people.Select(p => p.Id.Value).ToArray();
        if (people.Count == 0 || connection.ExecuteScalar<long>(LinkBodies, new { uris }) > 0)
            return;
        var rows = people.Select(p => p.Row).ToArray();
        connection.Execute("DELETE FROM contacts WHERE user_id IN @rows", new { rows });
        // A portal for one person is named like the person's account.
        connection.Execute("DELETE FROM portals WHERE person IN @rows", new { rows });
        foreach (var (row, id) in people)
            connection.Execute("UPDATE users SET display_name=@name WHERE id=@row", new { name = id.Provider == own ? id.Local : id.Value, row });
        connection.Execute("DELETE FROM user_names WHERE user_id IN @rows", new { rows });
        // An account that can still be used keeps its login, which is no display name; one that cannot be used keeps nothing.
        connection.Execute("""
            UPDATE accounts SET display_name=(SELECT min(local) FROM users u WHERE u.account_id=accounts.id) WHERE id IN (SELECT account_id FROM users WHERE id IN @rows);
            UPDATE accounts SET name='erased-' || id WHERE id IN (SELECT account_id FROM users WHERE id IN @rows)
              AND NOT EXISTS (SELECT 1 FROM tokens t WHERE t.account=accounts.name AND t.revoked IS NULL);
            """, new { rows });
    }

    /// <summary>After the commit: what the process remembers of them.</summary>
    public void Refresh(IReadOnlyList<(long Row, UserId Id)> people)
    {
        foreach (var (row, _) in people)
        {
            var user = users.Refresh(row);
            rooms.AccountsChanged(user);
            foreach (var room in database.Read(c => c.Query<long>("SELECT DISTINCT room_id FROM participants WHERE user_id=@row", new { row }).AsList()))
                rooms.RefreshPortals(rooms.Get(room));
        }
    }

    /// <summary>What has ended waits for nobody: neither for its delivery, nor for its sender to be told.</summary>
    public static void Waits(SqliteConnection connection, IReadOnlyCollection<long> leaves)
    {
        if (leaves.Count == 0)
            return;
        var ended = new { leaves = JsonSerializer.Serialize(leaves) };
        connection.Execute("""
            DELETE FROM holds WHERE leaf IN (SELECT value FROM json_each(@leaves));
            DELETE FROM seals WHERE leaf IN (SELECT value FROM json_each(@leaves));
            DELETE FROM network_items WHERE leaf IN (SELECT value FROM json_each(@leaves));
            """, ended);
    }
}
