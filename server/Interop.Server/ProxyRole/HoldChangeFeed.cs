using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.ProxyApi;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.ProxyRole;

/// <summary>Tells providers that a hold has another end than they were told, or that a review is decided: a durable feed, read by long polling.</summary>
internal sealed class HoldChangeFeed(Database database, AppendLog log, TimeProvider time)
{
    /// <summary>Longest that a question may wait for news.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    private const int PageMax = 500;

    private volatile TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task AddAsync(IReadOnlyCollection<DeliveryStatus> changes)
    {
        if (changes.Count == 0)
            return;
        await log.WriteAsync(connection => Write(connection, changes));
        Tell();
    }

    /// <summary>Within somebody else's commit; <see cref="Tell"/> follows it.</summary>
    public static int Write(SqliteConnection connection, IEnumerable<DeliveryStatus> changes) => connection.Execute(
        "INSERT INTO hold_changes(status) VALUES (@status)", changes.Select(c => new { status = JsonSerializer.Serialize(c, OcipJson.Default.DeliveryStatus) }));

    /// <summary>Wakes whoever waits for news.</summary>
    public void Tell()
    {
        var waiters = news;
        news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiters.TrySetResult();
    }

    /// <summary>What came after the cursor; waits for it. Without a cursor, only where the feed stands now.</summary>
    /// <exception cref="ProblemException">The cursor is of another feed: it is beyond the end of this one.</exception>
    public async Task<HoldChanges> ReadAsync(long? after, TimeSpan wait, CancellationToken cancellationToken)
    {
        var end = database.Read(c => c.ExecuteScalar<long>("SELECT coalesce(max(id), 0) FROM hold_changes"));
        if (after is not { } cursor)
            return new HoldChanges(end, []);
        if (cursor > end)
            throw new ProblemException(DecisionCodes.Malformed, $"The cursor is beyond the end, which is {end}. Begin without after, and ask for all that is held.");
        var next = news.Task;
        var found = Read(cursor);
        if (found.Changes.Length > 0)
            return found;
        await Task.WhenAny(next, Task.Delay(wait < WaitMax ? wait : WaitMax, time, cancellationToken));
        return Read(cursor);
    }

    private HoldChanges Read(long after)
    {
        var rows = database.Read(c => c.Query<(long Id, string Status)>("SELECT id, status FROM hold_changes WHERE id>@after ORDER BY id LIMIT @max", new { after, max = PageMax }).AsList());
        return new HoldChanges(rows.Count == 0 ? after : rows[^1].Id, [.. rows.Select(r => JsonSerializer.Deserialize(r.Status, OcipJson.Default.DeliveryStatus)!)]);
    }
}
