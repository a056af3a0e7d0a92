using Dapper;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>The beginnings of recent messages, to quote from; dropped on retraction and after a while, so that the bridge is no second archive.</summary>
internal static class ExcerptTable
{
    private const int CharactersMax = 160;

    public static void Set(SqliteConnection connection, EventId item, string author, string text, string now) => connection.Execute(
        "INSERT INTO excerpt (event, author, text, at) VALUES (@item, @author, @text, @now) ON CONFLICT (event) DO UPDATE SET text = excluded.text",
        new { item = item.Value, author, text = Shorten(text), now });

    public static Excerpt? Find(SqliteConnection connection, EventId item) =>
        connection.QueryFirstOrDefault<Excerpt>("SELECT author AS Author, text AS Text FROM excerpt WHERE event = @item", new { item = item.Value });

    public static void Remove(SqliteConnection connection, EventId item) => connection.Execute("DELETE FROM excerpt WHERE event = @item", new { item = item.Value });

    public static int Prune(SqliteConnection connection, string before) => connection.Execute("DELETE FROM excerpt WHERE at < @before", new { before });

    private static string Shorten(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= CharactersMax)
            return line;
        // Never between the halves of one character.
        var end = char.IsHighSurrogate(line[CharactersMax - 1]) ? CharactersMax - 1 : CharactersMax;
        return line[..end] + "…";
    }
}
