using System.Xml.Linq;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>
/// What is known of a room (XEP-0045) that the bridge is in: its people, our seats, and which seat listens. A room sends every message once to each seat;
/// only the listener's copy counts. All members are safe to use from any thread.
/// </summary>
internal sealed class Room(string address)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Occupant> occupants = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource catchingUp = Done();
    private readonly Dictionary<string, string> expected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Seat> seats = new(StringComparer.Ordinal);

    /// <summary>Bare address.</summary>
    public string Address { get; } = address;

    /// <summary>Null while it is unclear whether the bridge is to stay.</summary>
    public PortalKind? Kind { get; set; }

    /// <summary>gated: whose portal it is.</summary>
    public string? Person { get; set; }

    /// <summary>What the room can do (disco#info).</summary>
    public RoomFeatures Features { get; set; } = RoomFeatures.Unknown;

    /// <summary>The account whose copies count; null when the bridge is not in.</summary>
    public string? Listener { get; private set; }

    /// <summary>Closed for good, and the core knows.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The last subject seen; null before the first.</summary>
    public string? Subject { get; set; }

    /// <summary>True while missed messages are being fetched: newer ones wait in <see cref="Waiting"/>. Used by the pump alone.</summary>
    public bool IsCatchingUp => !CaughtUp.IsCompleted;

    /// <summary>Completes when what was missed is there: only then is it known which of our own messages the room already has.</summary>
    public Task CaughtUp => catchingUp.Task;

    /// <inheritdoc cref="IsCatchingUp"/>
    public List<XElement> Waiting { get; } = [];

    /// <summary>Entering and leaving of one room's seats, one at a time: nicknames depend on each other.</summary>
    public SemaphoreSlim Doors { get; } = new(1);

    /// <summary>On the pump: from here on live messages wait.</summary>
    public void BeginCatchingUp() => catchingUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>On the pump: live messages are taken as they come.</summary>
    public void EndCatchingUp() => catchingUp.TrySetResult();

    /// <summary>The connection is gone, and every seat with it.</summary>
    public void LoseSeats(Exception why)
    {
        lock (gate)
        {
            occupants.Clear();
            Listener = null;
            foreach (var seat in seats.Values)
            {
                (seat.Nick, seat.Leaving) = (null, false);
                seat.Answer?.TrySetException(why);
                seat.Answer = null;
            }
        }
    }

    /// <summary>The nickname of a seat that is taken, or null.</summary>
    public string? NickOf(string account)
    {
        lock (gate)
            return seats.GetValueOrDefault(account)?.Nick;
    }

    /// <summary>Our account with this nickname, or null.</summary>
    public string? OwnByNick(string nick)
    {
        lock (gate)
            return seats.Values.FirstOrDefault(s => s.Nick == nick)?.Account;
    }

    /// <summary>Accounts of ours that are in.</summary>
    public IReadOnlyList<string> Seated()
    {
        lock (gate)
            return [.. seats.Values.Where(s => s.Nick is not null).Select(s => s.Account)];
    }

    public Occupant? OccupantByNick(string nick)
    {
        lock (gate)
            return occupants.GetValueOrDefault(nick);
    }

    /// <summary>The people of the network in the room; without our seats.</summary>
    public IReadOnlyList<Occupant> People(GhostNames names)
    {
        lock (gate)
            return [.. occupants.Values.Where(o => !IsOurs(o, names))];
    }

    /// <summary>How many others were named to the listener, our other seats among them.</summary>
    public int OccupantCount
    {
        get
        {
            lock (gate)
                return occupants.Count;
        }
    }

    /// <summary>True when a nickname would look like that of somebody else in the room.</summary>
    public bool LooksTaken(string nick, string account)
    {
        var skeleton = Nickname.Skeleton(nick);
        lock (gate)
            return occupants.Values.Any(o => o.Account != account && seats.GetValueOrDefault(account)?.Nick != o.Nick && Nickname.Skeleton(o.Nick) == skeleton);
    }

    /// <summary>A ghost that was invited before the bridge is in: it enters after it.</summary>
    public void Expect(string account, string name)
    {
        lock (gate)
            expected[account] = name;
    }

    /// <summary>Those ghosts, once.</summary>
    public IReadOnlyList<(string Account, string Name)> TakeExpected()
    {
        lock (gate)
        {
            var all = expected.Select(e => (e.Key, e.Value)).ToList();
            expected.Clear();
            return all;
        }
    }

    /// <summary>Says that an account tries to enter under a nickname; the answer comes.</summary>
    public Task<JoinAnswer> Try(string account, string nick)
    {
        lock (gate)
        {
            var seat = SeatOf(account);
            seat.Answer = new TaskCompletionSource<JoinAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
            (seat.Trying, seat.Leaving, seat.AwaitsSubject) = (nick, false, seat.Nick is null);
            return seat.Answer.Task;
        }
    }

    /// <summary>Why the account may not come back by itself, or null.</summary>
    public string? RemovedBecause(string account)
    {
        lock (gate)
            return seats.GetValueOrDefault(account)?.RemovedBecause;
    }

    /// <summary>It may enter again: somebody who may say so said so.</summary>
    public void Forgive(string account)
    {
        lock (gate)
            SeatOf(account).RemovedBecause = null;
    }

    /// <summary>Says that an account leaves because we want it to; false when it is not in.</summary>
    public bool BeginLeaving(string account)
    {
        lock (gate)
        {
            if (seats.GetValueOrDefault(account) is not { Nick: not null } seat)
                return false;
            seat.Leaving = true;
            return true;
        }
    }

    /// <summary>The room refused an account.</summary>
    public bool Refused(string account, JoinAnswer answer)
    {
        lock (gate)
        {
            if (seats.GetValueOrDefault(account)?.Answer is not { } waiting)
                return false;
            seats[account].Answer = null;
            return waiting.TrySetResult(answer);
        }
    }

    /// <summary>An account of ours is in, under this nickname. The first one in listens.</summary>
    public void Entered(string account, string nick, bool created)
    {
        lock (gate)
        {
            var seat = SeatOf(account);
            (seat.Nick, seat.RemovedBecause) = (nick, null);
            Listener ??= account;
            seat.Answer?.TrySetResult(new JoinAnswer(nick, created, null));
            seat.Answer = null;
        }
    }

    /// <summary>An account of ours is out; another one listens if it was the listener. True when we had asked for it.</summary>
    public bool Left(string account, string? removedBecause)
    {
        lock (gate)
        {
            var seat = SeatOf(account);
            var wanted = seat.Leaving;
            (seat.Nick, seat.Leaving) = (null, false);
            seat.RemovedBecause = wanted ? null : removedBecause;
            seat.Answer?.TrySetException(new IOException($"{account} left {Address} while it was entering."));
            seat.Answer = null;
            if (Listener == account)
                Listener = seats.Values.Where(s => s.Nick is not null && !s.Leaving).OrderBy(s => s.Account.Contains('@', StringComparison.Ordinal)).FirstOrDefault()?.Account;
            if (Listener is null)
                occupants.Clear();
            return wanted;
        }
    }

    /// <summary>Hands listening over before the listener goes.</summary>
    public void StopListening(string account)
    {
        lock (gate)
        {
            if (Listener == account)
                Listener = seats.Values.FirstOrDefault(s => s.Nick is not null && !s.Leaving && s.Account != account)?.Account ?? account;
        }
    }

    public void Put(Occupant occupant)
    {
        lock (gate)
            occupants[occupant.Nick] = occupant;
    }

    public Occupant? Remove(string nick)
    {
        lock (gate)
            return occupants.Remove(nick, out var occupant) ? occupant : null;
    }

    /// <summary>One of our nicknames changed.</summary>
    public void Renamed(string account, string nick)
    {
        lock (gate)
            SeatOf(account).Nick = nick;
    }

    /// <summary>True once per entering, for the subject that follows it.</summary>
    public bool TakeFirstSubject(string account)
    {
        lock (gate)
        {
            var seat = SeatOf(account);
            var first = seat.AwaitsSubject;
            seat.AwaitsSubject = false;
            return first;
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private bool IsOurs(Occupant occupant, GhostNames names) =>
        seats.Values.Any(s => s.Nick == occupant.Nick || s.Account == occupant.Account) || (Jid.TryParse(occupant.Account, out var jid) && jid.Domain == names.Domain);

    private Seat SeatOf(string account)
    {
        if (!seats.TryGetValue(account, out var seat))
            seats[account] = seat = new Seat(account);
        return seat;
    }
}
