using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Identity;

/// <summary>How people were called when a record was archived: each change of a display name leaves the former one behind (spec 8.15). Ends with the person's links.</summary>
internal static class FormerNames
{
    /// <summary>Row of the user → the names that ended, with the last record for which each was in force; by that.</summary>
    public static IReadOnlyList<(long Until, string Name)> Of(SqliteConnection connection, long user) =>
        connection.Query<(long, string)>("SELECT until, name FROM user_names WHERE user_id=@user ORDER BY until", new { user }).AsList();

    /// <summary>The name at a record; the present one when it was in force already.</summary>
    public static string At(IReadOnlyList<(long Until, string Name)> former, long leaf, string present)
    {
        foreach (var (until, name) in former)
        {
            if (leaf <= until)
                return name;
        }
        return present;
    }
}
