namespace Interop.Server.Personal;

/// <summary>What waits for one personal persona, in memory alone. Guarded by the lock of <see cref="PersonalMailboxes"/>.</summary>
internal sealed class PersonalMailbox
{
    public const int ItemsMax = 1_000;
    public const int OctetsMax = 4 * 1024 * 1024;

    private readonly LinkedList<PersonalItem> items = new();
    private TaskCompletionSource grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Octets that wait.</summary>
    public int Octets { get; private set; }

    public long Acknowledged { get; private set; } = -1;

    /// <summary>Completes when something more waits.</summary>
    public Task Grown => grown.Task;

    public bool HasRoomFor(int octets) => items.Count < ItemsMax && Octets + octets <= OctetsMax;

    public void Add(PersonalItem item)
    {
        items.AddLast(item);
        Octets += item.Json.Length;
        var waiting = grown;
        grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.TrySetResult();
    }

    /// <summary>Takes away what a client has, what is too old, or what was retracted; answers how many octets.</summary>
    public int Remove(Predicate<PersonalItem> isGone)
    {
        var freed = 0;
        for (var node = items.First; node is not null;)
        {
            var next = node.Next;
            if (isGone(node.Value))
            {
                freed += node.Value.Json.Length;
                // Nothing else refers to it: frames are copies.
                Array.Clear(node.Value.Json);
                items.Remove(node);
            }
            node = next;
        }
        Octets -= freed;
        return freed;
    }

    public void Acknowledge(long position) => Acknowledged = Math.Max(Acknowledged, position);

    public IEnumerable<PersonalItem> After(long position) => items.SkipWhile(item => item.Position <= position);
}
