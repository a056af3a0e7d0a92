using Dapper;
using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>The id map: event ↔ native ids, several per event (parts, aliases, portals).</summary>
internal static class NativeIdTable
{
    /// <summary>Remembers all ids of a native message.</summary>
    public static void Add(
        SqliteConnection connection, NativeRoomId room, NativeEventId id, IReadOnlyList<NativeAlias> aliases, EventId item, EventId original, int part,
        NativeUserId sender, TransactionKey? key, string now)
    {
        Insert(connection, room.Value, id.Value, "", item.Value, original.Value, part, sender.Value, key?.Value, now);
        foreach (var alias in aliases)
            Insert(connection, room.Value, alias.Id.Value, alias.Kind, item.Value, original.Value, part, sender.Value, key?.Value, now);
        if (key is not { } sent)
            return;
        // The network may have shown us our own message before its answer came.
        foreach (var (echoId, kind) in connection.Query<(string, string)>("SELECT native_id, kind FROM echo WHERE key = @key AND room = @room", new { key = sent.Value, room = room.Value }).AsList())
            Insert(connection, room.Value, echoId, kind.Length == 0 ? "echo" : kind, item.Value, original.Value, part, sender.Value, sent.Value, now);
        connection.Execute("DELETE FROM echo WHERE key = @key", new { key = sent.Value });
    }

    /// <summary>The network showed us our own act: remembers the ids under which it did.</summary>
    public static void AddEcho(SqliteConnection connection, TransactionKey key, InboundEvent echo, string now)
    {
        var known = connection.QueryFirstOrDefault<(string Event, string Original, long Part, string Sender)?>(
            "SELECT event, original, part, sender FROM native_id WHERE key = @key LIMIT 1", new { key = key.Value });
        IEnumerable<NativeAlias> ids = [new NativeAlias("", echo.Id), .. echo.Aliases];
        foreach (var alias in ids)
        {
            if (known is { } row)
                Insert(connection, echo.Room.Value, alias.Id.Value, alias.Kind.Length == 0 ? "echo" : alias.Kind, row.Event, row.Original, (int)row.Part, row.Sender, key.Value, now);
            else
                connection.Execute(
                    "INSERT INTO echo (key, room, native_id, kind, at) VALUES (@key, @room, @id, @kind, @now) ON CONFLICT DO NOTHING",
                    new { key = key.Value, room = echo.Room.Value, id = alias.Id.Value, kind = alias.Kind, now });
        }
    }

    public static NativeIdRow? Find(SqliteConnection connection, NativeRoomId room, NativeEventId id) => connection.QueryFirstOrDefault<NativeIdRow>(
        "SELECT event AS Event, original AS Original, sender AS Sender, key AS Key FROM native_id WHERE room = @room AND native_id = @id",
        new { room = room.Value, id = id.Value });

    /// <summary>The native message of an event in this room: first part, with all its ids; or null.</summary>
    public static NativeTarget? Target(SqliteConnection connection, NativeRoomId room, EventId item) => Parts(connection, room, item) is [var first, ..] ? first : null;

    /// <summary>The native messages of an event in this room: one, or several of a text that was sent in parts, or with files; none when it was not shown there.</summary>
    public static IReadOnlyList<NativeTarget> Parts(SqliteConnection connection, NativeRoomId room, EventId item) => [.. ShownAs(connection, room, item).Select(part => part.Target)];

    /// <summary>What an event looks like in this room now: its native messages, or those that the last edit put in their place.</summary>
    public static IReadOnlyList<ShownPart> Current(SqliteConnection connection, NativeRoomId room, EventId item)
    {
        var last = connection.QueryFirstOrDefault<string>(
            "SELECT event FROM native_id WHERE original = @item AND room = @room AND anew = 1 ORDER BY at DESC, native_id LIMIT 1", new { item = item.Value, room = room.Value });
        return ShownAs(connection, room, last is null ? item : EventId.Parse(last));
    }

    /// <summary>Every native message in which an event was ever shown in this room, with those of edits that came as messages of their own.</summary>
    public static IReadOnlyList<NativeTarget> Everywhere(SqliteConnection connection, NativeRoomId room, EventId item)
    {
        var edits = connection.Query<string>(
            "SELECT DISTINCT event FROM native_id WHERE original = @item AND room = @room AND anew = 1 AND event <> @item", new { item = item.Value, room = room.Value }).AsList();
        return [.. Parts(connection, room, item), .. edits.SelectMany(edit => Parts(connection, room, EventId.Parse(edit)))];
    }

    /// <summary>What the native messages of an act of ours are.</summary>
    public static void SetShape(SqliteConnection connection, NativeRoomId room, TransactionKey key, string? file, bool anew) =>
        connection.Execute("UPDATE native_id SET file = @file, anew = @anew WHERE key = @key AND room = @room", new { file, anew, key = key.Value, room = room.Value });

    private static List<ShownPart> ShownAs(SqliteConnection connection, NativeRoomId room, EventId item)
    {
        var rows = connection.Query<(string NativeId, string Kind, string Sender, long Part, string? File)>(
            "SELECT native_id, kind, sender, part, file FROM native_id WHERE event = @item AND room = @room ORDER BY part, kind <> '', native_id",
            new { item = item.Value, room = room.Value }).AsList();
        var excerpt = rows.Count > 0 ? ExcerptTable.Find(connection, item)?.Text : null;
        return
        [
            .. rows.GroupBy(r => r.Part).Select(part => new ShownPart(
                new NativeTarget(
                    new NativeEventId(part.First().NativeId), [.. part.Where(r => r.Kind.Length > 0).Select(r => new NativeAlias(r.Kind, new NativeEventId(r.NativeId)))],
                    new NativeUserId(part.First().Sender), excerpt),
                part.First().File)),
        ];
    }

    /// <summary>The native room in which the event began, and who sent it there: of events that came from this network.</summary>
    public static (NativeRoomId Room, NativeUserId Sender)? Source(SqliteConnection connection, EventId item) =>
        connection.QueryFirstOrDefault<(string Room, string Sender)?>(
            "SELECT room, sender FROM native_id WHERE event = @item AND key IS NULL LIMIT 1", new { item = item.Value }) is { } row
            ? (new NativeRoomId(row.Room), new NativeUserId(row.Sender))
            : null;

    public static int PruneEchoes(SqliteConnection connection, string before) => connection.Execute("DELETE FROM echo WHERE at < @before", new { before });

    private static void Insert(
        SqliteConnection connection, string room, string id, string kind, string item, string original, int part, string sender, string? key, string now) =>
        connection.Execute(
            """
            INSERT INTO native_id (room, native_id, kind, event, original, part, sender, key, at)
            VALUES (@room, @id, @kind, @item, @original, @part, @sender, @key, @now) ON CONFLICT DO NOTHING
            """,
            new { room, id, kind, item, original, part, sender, key, now });
}
