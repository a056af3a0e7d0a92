using System.Runtime.CompilerServices;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Personal;

/// <summary>
/// Delivery in personal rooms (spec 5.7): in memory, bounded, until a client of the recipient has acknowledged it. Nothing of it is ever written to
/// a file; a crash loses what was not acknowledged, and nothing else. Safe for many threads.
/// </summary>
internal sealed class PersonalMailboxes : IDisposable
{
    private const int OctetsMax = 64 * 1024 * 1024;
    private const int FrameOctets = 48 * 1024;
    private static readonly TimeSpan KeptMax = TimeSpan.FromDays(30);
    private static readonly TimeSpan LookForOld = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<long, PersonalMailbox> boxes = [];
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private long last;
    private long octets;

    public PersonalMailboxes(TimeProvider time)
    {
        this.time = time;
        timer = time.CreateTimer(_ => Prune(), null, LookForOld, LookForOld);
    }

    public void Dispose() => timer.Dispose();

    /// <summary>The greatest position that was given.</summary>
    public long Head
    {
        get
        {
            lock (gate)
                return last;
        }
    }

    /// <summary>Hands an event to each of them.</summary>
    /// <param name="to">Recipients, the sender's own clients included.</param>
    /// <param name="sender">Who wrote it.</param>
    /// <param name="original">The message that it is about, or its own id.</param>
    /// <param name="make">The event at its position.</param>
    /// <returns>Its position, and those for whom too much waits already.</returns>
    public (long Position, List<User> Full) Deliver(IEnumerable<User> to, User sender, EventId original, Func<long, OcipEvent> make)
    {
        lock (gate)
        {
            // Rises over restarts too, so that a client's cursor of before is one from the past.
            var position = last = Math.Max(last + 1, time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
            var ev = make(position);
            var json = JsonSerializer.SerializeToUtf8Bytes(new SyncItem { Position = position, Kind = SyncItem.KindPersonal, Event = ev }, OcipJson.Default.SyncItem);
            var full = new List<User>();
            foreach (var user in to)
            {
                var box = Box(user);
                if (!box.HasRoomFor(json.Length) || octets + json.Length > OctetsMax)
                {
                    full.Add(user);
                    continue;
                }
                box.Add(new PersonalItem(position, ev.Id, sender, original, (byte[])json.Clone()));
                octets += json.Length;
            }
            Array.Clear(json);
            return (position, full);
        }
    }

    /// <summary>Takes a message and its edits out of where they wait. Answers who had it waiting: they need not hear of the retraction.</summary>
    public List<User> Retract(IEnumerable<User> to, User sender, EventId original)
    {
        lock (gate)
        {
            var spared = new List<User>();
            foreach (var user in to)
            {
                var hadMessage = Box(user).After(-1).Any(item => item.Event == original && item.Sender == sender);
                octets -= Box(user).Remove(item => item.Original == original && item.Sender == sender);
                if (hadMessage)
                    spared.Add(user);
            }
            return spared;
        }
    }

    /// <summary>Whether the event waits somewhere and somebody else wrote it.</summary>
    public bool IsOfAnother(IEnumerable<User> to, User sender, EventId original)
    {
        lock (gate)
            return to.Any(user => Box(user).After(-1).Any(item => item.Event == original && item.Sender != sender));
    }

    public long CursorOf(User user)
    {
        lock (gate)
            return Box(user).Acknowledged;
    }

    /// <summary>A client has everything up to the position: it is gone from here.</summary>
    /// <exception cref="ProblemException">5.5.0 for a position that was not given.</exception>
    public void Acknowledge(User user, long position)
    {
        lock (gate)
        {
            Check(position);
            var box = Box(user);
            octets -= box.Remove(item => item.Position <= position);
            box.Acknowledge(position);
        }
    }

    /// <exception cref="ProblemException">5.5.0 for a position that cannot have been given.</exception>
    public long Checked(long cursor)
    {
        lock (gate)
            Check(cursor);
        return cursor;
    }

    /// <summary>Who leaves takes along what waits.</summary>
    public void Forget(User user)
    {
        lock (gate)
            octets -= Box(user).Remove(_ => true);
    }

    public async IAsyncEnumerable<(long Cursor, byte[] Frame)> FramesAsync(User user, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = after;
        while (true)
        {
            Task grown;
            byte[]? frame = null;
            lock (gate)
            {
                var box = Box(user);
                grown = box.Grown;
                var taken = Take(box, cursor);
                if (taken.Count > 0)
                {
                    cursor = taken[^1].Position;
                    frame = [.. System.Text.Encoding.ASCII.GetBytes($"{{\"cursor\":{cursor},\"batches\":[],\"items\":["), .. taken.SelectMany((item, i) => i == 0 ? item.Json : [(byte)',', .. item.Json]), .. "]}"u8];
                }
            }
            if (frame is not null)
                yield return (cursor, frame);
            else
                await grown.WaitAsync(cancellationToken);
        }
    }

    private static List<PersonalItem> Take(PersonalMailbox box, long after)
    {
        var (taken, size) = (new List<PersonalItem>(), 0);
        foreach (var item in box.After(after))
        {
            if (taken.Count > 0 && size + item.Json.Length > FrameOctets)
                break;
            taken.Add(item);
            size += item.Json.Length;
        }
        return taken;
    }

    /// <summary>What nobody has fetched for long goes, for everybody.</summary>
    private void Prune()
    {
        var oldest = time.GetUtcNow() - KeptMax;
        lock (gate)
        {
            foreach (var box in boxes.Values)
                octets -= box.Remove(item => item.At < oldest);
        }
    }

    /// <summary>Positions of an earlier process are times before now.</summary>
    private void Check(long position)
    {
        if (position < -1 || position > Math.Max(last, time.GetUtcNow().ToUnixTimeMilliseconds() * 1000))
            throw new ProblemException(DecisionCodes.Malformed, "The cursor is not one of this stream: begin again without a cursor, or with -1 for the start.");
    }

    private PersonalMailbox Box(User user)
    {
        if (!boxes.TryGetValue(user.Id, out var box))
            boxes[user.Id] = box = new PersonalMailbox();
        return box;
    }
}
