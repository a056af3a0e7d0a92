using Dapper;
using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>The ghosts that were ever named, and the name under which each was shown.</summary>
internal static class GhostTable
{
    public static void Set(SqliteConnection connection, Ghost ghost) => connection.Execute(
        """
        INSERT INTO ghost (account, user, network, address, name) VALUES (@account, @user, @network, @address, @name)
        ON CONFLICT (account) DO UPDATE SET user = excluded.user, name = excluded.name
        ON CONFLICT (user) DO UPDATE SET account = excluded.account, network = excluded.network, address = excluded.address, name = excluded.name, shown_name = NULL
        """,
        new
        {
            account = ghost.Account.Value, user = ghost.User.Value, network = ghost.Address.Network, address = ghost.Address.Account, name = ghost.DisplayName,
        });

    public static void SetShown(SqliteConnection connection, Ghost ghost) =>
        connection.Execute("UPDATE ghost SET shown_name = @name WHERE account = @account", new { account = ghost.Account.Value, name = ghost.DisplayName });

    public static string? ShownName(SqliteConnection connection, NativeUserId account) =>
        connection.QueryFirstOrDefault<string>("SELECT shown_name FROM ghost WHERE account = @account", new { account = account.Value });

    public static Ghost? Find(SqliteConnection connection, NativeUserId account) =>
        connection.QueryFirstOrDefault<(string User, string Network, string Address, string Name)?>(
            "SELECT user, network, address, name FROM ghost WHERE account = @account", new { account = account.Value }) is { } row
            ? new Ghost(UserId.Parse(row.User), new GhostAddress(row.Network, row.Address), account, row.Name)
            : null;
}
