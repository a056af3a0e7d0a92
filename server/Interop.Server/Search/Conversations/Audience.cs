using System.Text.Json;
using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Identity;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Conversations;

/// <summary>
/// Who could see an event: who was in the room at its place, without those for whom it was decided otherwise, and with those to whom it was
/// released since, or who saw it in an observed native room all the same.
/// </summary>
internal sealed class Audience(Database database, UserDirectory users)
{
    private const int NamedMax = 100;

    /// <param name="item">To be completed.</param>
    /// <param name="upTo">Releases up to this index count.</param>
    public ConversationItem Complete(ConversationItem item, long upTo) => database.Read(c =>
    {
        var row = c.QuerySingle<(long? Room, long? Seq, string? Exceptions)>("SELECT room_id, seq, exceptions FROM records WHERE leaf=@leaf", new { leaf = item.Record.Index });
        if (row.Seq is not { } seq)
            return item;
        var there = c.Query<long>("SELECT DISTINCT user_id FROM participants WHERE room_id=@Room AND joined_seq<=@seq AND (left_seq IS NULL OR left_seq>=@seq)", new { row.Room, seq }).ToHashSet();
        var unseen = new List<ConversationUnseen>();
        foreach (var (user, code) in Exceptions(row.Exceptions))
        {
            there.Add(user);
            if (UnseenBy(c, item.Record, users.Get(user), code, upTo) is not { } one)
                continue;
            there.Remove(user);
            unseen.Add(one);
        }
        var seen = there.Select(user => users.Get(user).UserId).OrderBy(user => user.Value, StringComparer.Ordinal).ToArray();
        return item with
        {
            SeenBy = [.. seen.Take(NamedMax)],
            SeenByMore = seen.Length > NamedMax ? seen.Length - NamedMax : null,
            NotSeenBy = unseen.Count == 0 ? null : [.. unseen.OrderBy(u => u.User.Value, StringComparer.Ordinal)],
        };
    });

    /// <summary>Null: they saw it.</summary>
    private static ConversationUnseen? UnseenBy(SqliteConnection c, ArchiveRecord record, User user, string code, long upTo)
    {
        var decision = record.Record.GetProperty("decision");
        if (decision.TryGetProperty("notPrevented", out var shown) && shown.EnumerateArray().Any(u => u.GetString() == user.UserId.Value))
            return null;
        var released = c.ExecuteScalar<long?>("SELECT min(leaf) FROM personal_items WHERE target=@leaf AND user_id=@user AND kind='release'", new { leaf = record.Index, user = user.Id });
        if (released <= upTo)
            return null;
        var waits = released is not null || c.ExecuteScalar<long>("SELECT count(*) FROM holds WHERE leaf=@leaf AND user_id=@user", new { leaf = record.Index, user = user.Id }) > 0;
        return new ConversationUnseen { User = user.UserId, Code = code, Waiting = waits ? true : null, HoldUntil = HoldUntil(decision, user) };
    }

    private static string? HoldUntil(JsonElement decision, User user)
    {
        if (!decision.TryGetProperty("recipients", out var recipients))
            return null;
        foreach (var recipient in recipients.EnumerateArray())
        {
            if (recipient.GetProperty("user").GetString() == user.UserId.Value && recipient.TryGetProperty("holdUntil", out var until))
                return until.GetString();
        }
        return null;
    }

    private static IEnumerable<(long User, string Code)> Exceptions(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(e => (long.Parse(e.Name, System.Globalization.CultureInfo.InvariantCulture), e.Value.GetString()!))];
    }
}
