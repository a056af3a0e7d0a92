using System.Collections.Concurrent;
using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Delivery;

/// <summary>Releases what is due: at opening, after a change of hours, and at start what became due while the server was down.</summary>
internal sealed partial class ReleaseWorker(Database database, Holds holds, Releases releases, UserDirectory users, RoomDirectory rooms, Organisation organisation, ILogger<ReleaseWorker> logger)
    : BackgroundService
{
    /// <summary>Senders who were told, and whose events could not be looked at yet. Refilled from the store at start.</summary>
    private readonly ConcurrentDictionary<User, bool> told = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
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
            foreach (var due in holds.TakeDue())
                await ReleaseAllAsync(due);
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
        var waiting = database.Read(c => c.Query<(long Room, long User)>(
            "SELECT DISTINCT h.room_id, h.user_id FROM holds h JOIN records r ON r.leaf=h.leaf WHERE h.reason='notice' AND r.sender=@sender", new { sender = sender.Id }).AsList());
        try
        {
            foreach (var (room, user) in waiting)
                await releases.RunAsync(rooms.Get(room), users.Get(user));
            told.TryRemove(sender, out _);
        }
        catch (PolicyUnavailableException unavailable)
        {
            // It stays sealed until it can be decided on; that the sender was told is on record.
            LogFailed(sender.UserId.Value, unavailable);
            told[sender] = true;
        }
    }

    private async Task ReleaseAllAsync(UserId id)
    {
        var user = users.Find(id)!;
        try
        {
            foreach (var room in database.Read(c => c.Query<long>("SELECT DISTINCT room_id FROM holds WHERE user_id=@user AND reason<>'notice'", new { user = user.Id }).AsList()))
                await releases.RunAsync(rooms.Get(room), user);
        }
        catch (Exception fault)
        {
            LogFailed(id.Value, fault);
            holds.AskSoon(user);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What is held for {User} could not be released; it is tried again")]
    private partial void LogFailed(string user, Exception fault);
}
