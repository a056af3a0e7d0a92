using System.Collections.Concurrent;
using System.Threading.Channels;
using Interop.Bridges.Native;

namespace Interop.Bridges.Tests.FakeNetwork;

/// <summary>
/// A chat network in memory, with the habits of real ones: it shows everything to the bridge at least once, in order, and again until it was taken; it drops
/// repeated transaction keys; it shows the bridge its own acts. Outages, refusals and answers that get lost can be switched on.
/// </summary>
public sealed class FakeNet
{
    private readonly Lock gate = new();
    private readonly Dictionary<NativeRoomId, FakeRoom> rooms = [];
    private readonly Dictionary<TransactionKey, NativeEventId> keys = [];
    private readonly Dictionary<NativeUserId, string?> accounts = [];
    private readonly Channel<InboundEvent> toBridge = Channel.CreateUnbounded<InboundEvent>();
    private long ids;

    /// <summary>How often the bridge asked for something to be shown, repeats included.</summary>
    public int SendCalls { get; private set; }

    /// <summary>Everything the bridge asks for fails with this while it is set.</summary>
    public Exception? Outage { get; set; }

    /// <summary>So many of the next acts are carried out, but the answer is lost.</summary>
    public int LoseAnswers { get; set; }

    /// <summary>Set: an act that it returns an exception for fails with it, before anything happens.</summary>
    public Func<OutboundAct, Exception?>? Refuse { get; set; }

    /// <summary>Employees' accounts that the bridge may act with.</summary>
    public HashSet<NativeUserId> Puppets { get; } = [];

    /// <summary>Rooms whose content the bridge could not read.</summary>
    public HashSet<NativeRoomId> Encrypted { get; } = [];

    /// <summary>True: messages come to the bridge twice, as networks do after an unclear acknowledgement.</summary>
    public bool Stutter { get; set; }

    /// <summary>It does not keep everything that was said.</summary>
    public bool Forgetful { get; set; }

    /// <summary>Files cannot be fetched nor sent.</summary>
    public bool FilesAway { get; set; }

    /// <summary>Files by what the network calls them.</summary>
    public ConcurrentDictionary<string, FakeFile> Files { get; } = new();

    /// <summary>Octets of the largest file that the network takes.</summary>
    public long FileOctetsMax { get; set; } = long.MaxValue;

    /// <summary>How often the bridge handed octets of a file over.</summary>
    public int FilesTaken { get; set; }

    public ChannelReader<InboundEvent> ToBridge => toBridge.Reader;

    /// <summary>The bridge has taken, and acknowledged, everything that happened so far: what it did not take yet stays first in the line.</summary>
    public bool HandedOver => toBridge.Reader.Count == 0;

    public IReadOnlyDictionary<NativeUserId, string?> Accounts
    {
        get
        {
            lock (gate)
                return new Dictionary<NativeUserId, string?>(accounts);
        }
    }

    public FakeRoom Room(NativeRoomId room)
    {
        lock (gate)
            return rooms[room];
    }

    public IReadOnlyList<FakeRoom> Rooms
    {
        get
        {
            lock (gate)
                return [.. rooms.Values];
        }
    }

    public IReadOnlyList<FakeMessage> Timeline(NativeRoomId room)
    {
        lock (gate)
            return rooms.TryGetValue(room, out var found) ? [.. found.Timeline] : [];
    }

    public IReadOnlyList<NativeUserId> Members(NativeRoomId room)
    {
        lock (gate)
            return [.. rooms[room].Members];
    }

    /// <summary>The direct chat of two addresses, without a room to make or join.</summary>
    public static NativeRoomId DirectId(NativeUserId person, NativeUserId ghost) => new($"{person}|{ghost}");

    public FakeRoom DirectRoom(NativeUserId person, NativeUserId ghost) => GetOrAdd(
        DirectId(person, ghost),
        id =>
        {
            var room = new FakeRoom(id) { Direct = true, DirectGhost = ghost };
            room.Members.UnionWith([person, ghost]);
            return room;
        });

    public FakeRoom GetOrAdd(NativeRoomId id, Func<NativeRoomId, FakeRoom> make)
    {
        lock (gate)
        {
            if (!rooms.TryGetValue(id, out var room))
                rooms.Add(id, room = make(id));
            return room;
        }
    }

    public NativeEventId NextId() => new($"n{Interlocked.Increment(ref ids)}");

    public void SetAccount(NativeUserId account, string? name)
    {
        lock (gate)
            accounts[account] = name;
    }

    public void Change(NativeRoomId room, Action<FakeRoom> change)
    {
        lock (gate)
            change(rooms[room]);
    }

    /// <summary>Something happened: the bridge will be shown it.</summary>
    public void Show(InboundEvent inbound)
    {
        toBridge.Writer.TryWrite(inbound);
        if (Stutter)
            toBridge.Writer.TryWrite(inbound);
    }

    /// <summary>An act of the bridge: once per key, with the network's awkwardness around it.</summary>
    public NativeEventId Act(OutboundAct act, Action<FakeRoom, NativeEventId> carryOut)
    {
        Reachable();
        lock (gate)
        {
            SendCalls++;
            if (Refuse?.Invoke(act) is { } refusal)
                throw refusal;
            if (!keys.TryGetValue(act.Key, out var id))
            {
                id = NextId();
                if (!rooms.TryGetValue(act.Portal.NativeRoom, out var room))
                    rooms.Add(act.Portal.NativeRoom, room = new FakeRoom(act.Portal.NativeRoom));
                carryOut(room, id);
                keys.Add(act.Key, id);
            }
            if (LoseAnswers > 0)
            {
                LoseAnswers--;
                throw new HttpRequestException("the answer was lost");
            }
            return id;
        }
    }

    /// <summary>What waits for the bridge never comes to it.</summary>
    public void Lose()
    {
        while (toBridge.Reader.TryRead(out _))
            continue;
    }

    public void Reachable()
    {
        if (Outage is { } outage)
            throw outage;
    }
}
