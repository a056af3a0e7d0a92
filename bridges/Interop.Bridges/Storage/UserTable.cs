using System.Text.Json;
using Dapper;
using Interop.Bridges.Native;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>What the server said about users and about the accounts of native people; asked again when it is old.</summary>
internal static class UserTable
{
    public static void SetContact(SqliteConnection connection, ContactRequest asked, UserView user, string now) => connection.Execute(
        """
        INSERT INTO contact (account, name, language, body, at) VALUES (@Account, @DisplayName, @Language, @body, @now)
        ON CONFLICT (account) DO UPDATE SET name = excluded.name, language = coalesce(excluded.language, language), body = excluded.body, at = excluded.at
        """,
        new { asked.Account, asked.DisplayName, asked.Language, body = Write(user), now });

    /// <summary>The contact with the name that it was asked for with, and the language that was said last, when it was asked for after a time.</summary>
    public static (string? Name, string? Language, UserView User)? Contact(SqliteConnection connection, NativeUserId account, string after) =>
        connection.QueryFirstOrDefault<(string? Name, string? Language, string Body)?>(
            "SELECT name, language, body FROM contact WHERE account = @account AND at > @after", new { account = account.Value, after }) is { } row
            ? (row.Name, row.Language, Read(row.Body))
            : null;

    public static void SetUser(SqliteConnection connection, UserView user, string now) => connection.Execute(
        "INSERT INTO user (user, body, at) VALUES (@user, @body, @now) ON CONFLICT (user) DO UPDATE SET body = excluded.body, at = excluded.at",
        new { user = user.User.Value, body = Write(user), now });

    public static UserView? User(SqliteConnection connection, UserId user, string after) =>
        connection.QueryFirstOrDefault<string>("SELECT body FROM user WHERE user = @user AND at > @after", new { user = user.Value, after }) is { } body
            ? Read(body)
            : null;

    private static string Write(UserView user) => JsonSerializer.Serialize(user, OcipJson.Default.UserView);

    private static UserView Read(string body) => JsonSerializer.Deserialize(body, OcipJson.Default.UserView)!;
}
