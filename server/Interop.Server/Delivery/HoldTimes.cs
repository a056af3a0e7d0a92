using Interop.Protocol.Identifiers;
using NodaTime;

namespace Interop.Server.Delivery;

/// <summary>When to ask the compliance proxy again, per person who has something held. Safe for many threads.</summary>
internal sealed class HoldTimes
{
    private readonly Lock gate = new();
    private readonly Dictionary<UserId, Instant> due = [];

    /// <summary>The earlier time counts: asking once too often changes nothing.</summary>
    public void Add(UserId user, Instant at)
    {
        lock (gate)
            due[user] = due.TryGetValue(user, out var known) && known < at ? known : at;
    }

    public Instant? Next
    {
        get
        {
            lock (gate)
                return due.Count == 0 ? null : due.Values.Min();
        }
    }

    public List<UserId> TakeDue(Instant now)
    {
        lock (gate)
        {
            var taken = due.Where(d => d.Value <= now).OrderBy(d => d.Value).Select(d => d.Key).ToList();
            foreach (var user in taken)
                due.Remove(user);
            return taken;
        }
    }
}
