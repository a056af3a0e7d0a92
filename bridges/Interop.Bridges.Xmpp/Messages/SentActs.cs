using Interop.Bridges.Native;

namespace Interop.Bridges.Xmpp.Messages;

/// <summary>What was done lately, by transaction key: XMPP servers drop no repeats, so the connector does. Older repeats, after a crash, are found in the room's archive.</summary>
internal sealed class SentActs
{
    private const int Most = 10_000;
    private readonly Lock gate = new();
    private readonly Dictionary<TransactionKey, NativeSent> done = [];
    private readonly Queue<TransactionKey> order = new();

    public NativeSent? Find(TransactionKey key)
    {
        lock (gate)
            return done.GetValueOrDefault(key);
    }

    public NativeSent Add(TransactionKey key, NativeSent sent)
    {
        lock (gate)
        {
            if (done.TryAdd(key, sent))
                order.Enqueue(key);
            while (order.Count > Most)
                done.Remove(order.Dequeue());
        }
        return sent;
    }

    /// <summary>True when an id has the form of a transaction key: one of ours.</summary>
    public static bool IsKey(string? id) => id is { Length: 43 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
