using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Server.Archive;
using Interop.Server.Delivery;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// Keeps holds here and at the proxy in step: hears of holds that end otherwise than was told, and tells of those that have ended here. What it misses while
/// either is down is asked for when what is held is due, and after each start.
/// </summary>
internal sealed partial class ProxyFollower(
    ProxyConnection connection, PinnedProxy pinned, Database database, AppendLog log, Releases releases, Holds holds, UserDirectory users, RoomDirectory rooms, EventLookup events, TimeProvider time, ILogger<ProxyFollower> logger)
    : BackgroundService
{
    private const int WaitSeconds = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Where in the proxy's feed this process is. Not kept: whoever joins it asks for everything that is held.</summary>
    private long? cursor;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(FollowAsync, stoppingToken), RepeatAsync(TellCancelledAsync, stoppingToken));

    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // The proxy is away, or the store: both are tried again, and nothing is delivered meanwhile.
                LogWaits(fault);
            }
            await Task.Delay(Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        // Known from the start on, not only from the first event: others read the keys in this provider's directory.
        await pinned.KnowAsync(stop);
        var query = cursor is { } after ? $"proxy/status?after={after}&wait={WaitSeconds}" : "proxy/status";
        HoldChanges news;
        try
        {
            news = await connection.GetAsync(query, OcipJson.Default.HoldChanges, TimeSpan.FromSeconds(WaitSeconds) + ProxyConnection.AnswerMax, stop);
        }
        catch (PolicyUnavailableException refused) when (refused is { Status: 400 } && cursor is not null)
        {
            // The proxy's feed is shorter than it was: it was set up anew, or went back to a copy. What it has told since is not known here.
            cursor = null;
            return;
        }
        // Only now: what changed before the feed was joined is in no news, and what changes from here on is.
        if (cursor is null)
            AskForAllHeld();
        foreach (var (room, recipient) in news.Changes.Select(c => (c.Room, c.Recipient)).Distinct())
        {
            if (rooms.Find(room) is not { } found || users.Find(recipient) is not { } user)
                continue;
            holds.AskSoon(user);
            await releases.RunAsync(found, user);
        }
        cursor = news.Cursor;
    }

    private void AskForAllHeld()
    {
        foreach (var row in database.Read(c => c.Query<long>("SELECT DISTINCT user_id FROM holds").AsList()))
            holds.AskNow(users.Get(row));
    }

    /// <summary>
    /// Of holds that have ended here, and of senders who were told: of these the recipient is the sender. A crash before the row is deleted: the proxy
    /// is told again, which changes nothing.
    /// </summary>
    private async Task TellCancelledAsync(CancellationToken stop)
    {
        var rows = database.Read(c => c.Query<(long Id, string Event, string Recipient)>("SELECT id, event, recipient FROM proxy_cancels ORDER BY id LIMIT @max", new { max = RemoteProxy.ItemsMax }).AsList());
        if (rows.Count == 0)
            return;
        var request = new ReleaseRequest(TransactionId.Create(time), [.. rows.Select(r => new ReleaseItem(EventId.Parse(r.Event), UserId.Parse(r.Recipient), Told: IsSender(r.Event, r.Recipient) ? true : null))]);
        await connection.PostAsync("proxy/cancel", JsonSerializer.SerializeToUtf8Bytes(request, OcipJson.Default.ReleaseRequest), stop);
        await log.WriteAsync(c => c.Execute("DELETE FROM proxy_cancels WHERE id<=@last", new { last = rows[^1].Id }));
    }

    /// <summary>Nothing is ever held for its own sender.</summary>
    private bool IsSender(string ev, string user) =>
        events.Find(EventId.Parse(ev)) is { } found && users.Get(found.SenderRow).UserId.Value == user;

    [LoggerMessage(Level = LogLevel.Debug, Message = "The compliance proxy's news cannot be read now; it is tried again")]
    private partial void LogWaits(Exception fault);
}
