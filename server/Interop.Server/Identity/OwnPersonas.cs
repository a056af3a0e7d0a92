using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Identity;

/// <summary>The personas of an account: what they wrote is not for the account to review (spec 7.9).</summary>
internal static class OwnPersonas
{
    /// <summary>Rows of the users; none of an account that only holds a role.</summary>
    public static HashSet<long> Of(SqliteConnection connection, string account) =>
        [.. connection.Query<long>("SELECT u.id FROM accounts a JOIN users u ON u.account_id=a.id WHERE a.name=@account", new { account })];
}
