using System.Collections.Concurrent;
using System.Text.Json;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>
/// Makes durable membership of who happens to be online: who comes has joined; who goes has left only after a while, and in members-only rooms only when no
/// longer a member; kicks and bans count at once. Who was in is noted, so that comings and goings during an outage are found. Runs on the pump.
/// </summary>
internal sealed class RoomMembers(IBridgeCore core, InboundPump pump, GhostNames names, XmppOptions options, Background background, TimeProvider time)
{
    private readonly Dictionary<string, Dictionary<string, string>> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Room, string Account), ITimer> leaving = new();

    /// <summary>The people who are in now are no news: the caller tells the core.</summary>
    public async Task BeginAsync(Room room)
    {
        known[room.Address] = Present(room);
        await SaveAsync(room);
    }

    /// <summary>The listener has a whole view of the room again: compares it with the last one.</summary>
    public async Task CompareAsync(Room room)
    {
        if (room.Kind != PortalKind.Observed)
            return;
        var before = await KnownAsync(room);
        var now = Present(room);
        foreach (var (account, name) in now)
        {
            if (!before.ContainsKey(account))
                Joined(room, before, account, name);
            else
                StopTimer(room, account);
        }
        foreach (var account in before.Keys.Where(a => !now.ContainsKey(a)).ToList())
            StartTimer(room, account);
        pump.Then(() => SaveAsync(room));
    }

    public async Task CameAsync(Room room, Occupant occupant)
    {
        if (room.Kind != PortalKind.Observed || IsOurs(occupant.Account))
            return;
        var people = await KnownAsync(room);
        StopTimer(room, occupant.Account);
        if (!people.ContainsKey(occupant.Account))
        {
            Joined(room, people, occupant.Account, occupant.Nick);
            pump.Then(() => SaveAsync(room));
        }
    }

    /// <param name="room">The room.</param>
    /// <param name="occupant">Who went.</param>
    /// <param name="status">How.</param>
    /// <param name="actor">Who did it, if somebody did.</param>
    public async Task WentAsync(Room room, Occupant occupant, RoomStatus status, string? actor)
    {
        if (room.Kind != PortalKind.Observed || IsOurs(occupant.Account))
            return;
        if (room.People(names).Any(o => o.Account == occupant.Account))
            return; // with another nickname still there
        var people = await KnownAsync(room);
        if (!people.ContainsKey(occupant.Account))
            return;
        if (status.IsRemoval)
            Gone(room, people, occupant.Account, actor ?? room.Address, status.Reason);
        else if (!(room.Features.MembersOnly && status.Affiliation is "member" or "admin" or "owner"))
            StartTimer(room, occupant.Account);
    }

    /// <summary>The bridge is no longer in the room.</summary>
    public async Task EndAsync(Room room)
    {
        known.Remove(room.Address);
        foreach (var key in leaving.Keys.Where(k => k.Room == room.Address))
            StopTimer(room, key.Account);
        await core.RememberAsync(Key(room), null, CancellationToken.None);
    }

    public void StopTimers()
    {
        foreach (var key in leaving.Keys)
        {
            if (leaving.TryRemove(key, out var timer))
                timer.Dispose();
        }
    }

    private void StartTimer(Room room, string account)
    {
        var timer = time.CreateTimer(_ => background.Run(_ => pump.PostAsync(() => DueAsync(room, account)).AsTask()), null, options.LeaveDelay, Timeout.InfiniteTimeSpan);
        if (!leaving.TryAdd((room.Address, account), timer))
            timer.Dispose();
    }

    private void StopTimer(Room room, string account)
    {
        if (leaving.TryRemove((room.Address, account), out var timer))
            timer.Dispose();
    }

    private async Task DueAsync(Room room, string account)
    {
        if (!leaving.ContainsKey((room.Address, account)))
            return;
        StopTimer(room, account);
        // Out of the room meanwhile: nobody is seen, and nobody left. Who is missing when we are back gets a new delay.
        if (room.Listener is null)
            return;
        var people = await KnownAsync(room);
        if (people.ContainsKey(account) && room.People(names).All(o => o.Account != account))
            Gone(room, people, account, null, null);
    }

    private void Joined(Room room, Dictionary<string, string> people, string account, string name)
    {
        people[account] = name;
        pump.Offer(Change(room, account, name, account, MembershipChange.Join, null));
    }

    private void Gone(Room room, Dictionary<string, string> people, string account, string? actor, string? reason)
    {
        people.Remove(account, out var name);
        pump.Offer(Change(room, account, name, actor ?? account, actor is null ? MembershipChange.Leave : MembershipChange.Remove, reason));
        pump.Then(() => SaveAsync(room));
    }

    private InboundMembership Change(Room room, string account, string? name, string actor, MembershipChange change, string? reason) => new()
    {
        Id = new NativeEventId($"{change.ToString().ToLowerInvariant()}/{account}/{Guid.CreateVersion7(time.GetUtcNow()):N}"),
        Room = new NativeRoomId(room.Address), Sender = new NativeUserId(actor), Subject = new NativeUserId(account), SubjectName = name, Change = change, Reason = reason,
    };

    private Dictionary<string, string> Present(Room room)
    {
        var people = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var occupant in room.People(names))
            people[occupant.Account] = occupant.Nick;
        return people;
    }

    private async Task<Dictionary<string, string>> KnownAsync(Room room)
    {
        if (known.TryGetValue(room.Address, out var people))
            return people;
        var note = await core.RecallAsync(Key(room), CancellationToken.None);
        return known[room.Address] = note is null ? new(StringComparer.Ordinal) : JsonSerializer.Deserialize<Dictionary<string, string>>(note) ?? new(StringComparer.Ordinal);
    }

    private Task SaveAsync(Room room) => known.TryGetValue(room.Address, out var people)
        ? core.RememberAsync(Key(room), JsonSerializer.Serialize(people), CancellationToken.None)
        : Task.CompletedTask;

    private bool IsOurs(string account) => Jid.TryParse(account, out var jid) && jid.Domain == names.Domain;

    private static string Key(Room room) => $"members/{room.Address}";
}
