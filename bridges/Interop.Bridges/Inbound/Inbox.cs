using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;

namespace Interop.Bridges.Inbound;

/// <summary>The durable inbox: takes native events before the network hears that they were taken, and no more than it can hold.</summary>
internal sealed class Inbox
{
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(2);
    private readonly BridgeContext bridge;
    private readonly Dictionary<string, int> waiting;
    private readonly Lock gate = new();
    private int total;

    public Inbox(BridgeContext bridge)
    {
        this.bridge = bridge;
        waiting = new Dictionary<string, int>(bridge.Store.Read(InboxTable.WaitingBySender), StringComparer.Ordinal);
        total = waiting.Values.Sum();
    }

    public int Depth
    {
        get
        {
            lock (gate)
                return total;
        }
    }

    /// <inheritdoc cref="IBridgeCore.AcceptAsync"/>
    /// <returns>The native rooms that have new rows.</returns>
    public async Task<IReadOnlyCollection<string>> AcceptAsync(IReadOnlyList<InboundEvent> events, CancellationToken cancellationToken)
    {
        var news = events.Where(e => !IsEcho(e)).ToList();
        Reserve(news);
        var added = new List<InboundEvent>();
        try
        {
            await bridge.Store.WriteAsync(
                "inbox.accept",
                connection =>
                {
                    foreach (var inbound in events)
                    {
                        if (inbound.EchoOf is { } key)
                            NativeIdTable.AddEcho(connection, key, inbound, bridge.Now);
                        else if (!IsEcho(inbound) && NativeIdTable.Find(connection, inbound.Room, inbound.Id) is not { Key: not null }
                            && InboxTable.Add(connection, inbound, Guid.CreateVersion7(bridge.Time.GetUtcNow()), bridge.Now))
                            added.Add(inbound);
                    }
                },
                cancellationToken);
        }
        finally
        {
            // Repeats, and everything when the write failed, give their places back. (After a fault that hides a commit the counts are a little low until the next start.)
            Release(news.Except(added, ReferenceEqualityComparer.Instance).Cast<InboundEvent>().Select(e => e.Sender.Value));
        }
        return added.Select(e => e.Room.Value).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Rows of these senders are done.</summary>
    public void Finished(IEnumerable<string> senders) => Release(senders);

    /// <summary>
    /// Our own act, seen again. Of acts that hide who did them a connector names the subject as sender: a ghost that "removed itself" was removed by somebody.
    /// </summary>
    private bool IsEcho(InboundEvent inbound) => inbound.EchoOf is not null
        || (bridge.IsOwn(inbound.Sender) && !(inbound is InboundMembership { Change: MembershipChange.Remove } removal && removal.Subject == removal.Sender));

    private void Reserve(List<InboundEvent> events)
    {
        lock (gate)
        {
            if (total + events.Count > bridge.Settings.InboxRowsMax)
                throw new BridgeBusyException($"{total} events of {bridge.Network} wait for the server", ComeBackAfter);
            foreach (var sender in events.GroupBy(e => e.Sender.Value))
            {
                if (waiting.GetValueOrDefault(sender.Key) + sender.Count() > bridge.Settings.InboxRowsPerSenderMax)
                    throw new BridgeBusyException($"too many events of {sender.Key} wait for the server", ComeBackAfter);
            }
            foreach (var inbound in events)
                waiting[inbound.Sender.Value] = waiting.GetValueOrDefault(inbound.Sender.Value) + 1;
            total += events.Count;
        }
    }

    private void Release(IEnumerable<string> senders)
    {
        lock (gate)
        {
            foreach (var sender in senders)
            {
                var left = waiting.GetValueOrDefault(sender) - 1;
                if (left <= 0)
                    waiting.Remove(sender);
                else
                    waiting[sender] = left;
                total = Math.Max(0, total - 1);
            }
        }
    }
}
