using System.Collections.Concurrent;
using Dapper;
using Interop.Server.Compliance;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Delivery;

/// <summary>Releases what is due: at opening, after a change of hours, and at start what became due while the server was down.</summary>
internal sealed partial class ReleaseWorker(Database database, Holds holds, Releases releases, Openings openings, UserDirectory users, RoomDirectory rooms, Organisation organisation, TimeProvider time, ILogger<ReleaseWorker> logger)
    : BackgroundService
{
    /// <summary>Senders who were told, and whose events could not be looked at yet. Refilled from the store at start.</summary>
    private readonly ConcurrentDictionary<User, bool> told = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        foreach (var row in database.Read(c => c.Query<long>("SELECT DISTINCT user_id FROM holds WHERE reason<>'notice'").AsList()))
            holds.AskNow(users.Get(row));
        // A crash between "told" and "released" leaves sealed events whose senders know: release them now.
        foreach (var row in database.Read(c => c.Query<long>("SELECT DISTINCT r.sender FROM holds h JOIN records r ON r.leaf=h.leaf WHERE h.reason='notice'").AsList()))
        {
            if (users.Get(row) is var sender && organisation.WasTold(sender))
                await ReleaseSealedAsync(sender);
        }
        while (!stoppingToken.IsCancellationRequested)
        {
            await openings.RunAsync(stoppingToken);
            foreach (var sender in told.Keys)
                await ReleaseSealedAsync(sender);
            try
            {
                await holds.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>The sender was told of the recording: what is sealed goes on, soon.</summary>
    public void Told(User sender)
    {
        told[sender] = true;
        holds.Wake();
    }

    /// <summary>The sender was told of the recording: what is sealed goes on.</summary>
    public async Task ReleaseSealedAsync(User sender)
    {
        var waiting = database.Read(c => c.Query<(long Room, long User, int Count)>(
            "SELECT h.room_id, h.user_id, count(*) FROM holds h JOIN records r ON r.leaf=h.leaf WHERE h.reason='notice' AND r.sender=@sender GROUP BY h.room_id, h.user_id", new { sender = sender.Id }).AsList());
        try
        {
            foreach (var inRoom in waiting.GroupBy(w => w.Room))
                await releases.RunAsync(rooms.Get(inRoom.Key), [.. inRoom.Select(w => (users.Get(w.User), w.Count))]);
            told.TryRemove(sender, out _);
        }
        catch (PolicyUnavailableException unavailable)
        {
            // It stays sealed until it can be decided on; that the sender was told is on record.
            LogFailed(sender.UserId.Value, unavailable);
            told[sender] = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What is held for {User} could not be released; it is tried again")]
    private partial void LogFailed(string user, Exception fault);
}
