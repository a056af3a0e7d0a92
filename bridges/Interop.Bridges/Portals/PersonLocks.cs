using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Portals;

/// <summary>
/// One at a time per native person: a person who begins a conversation and an event that needs a portal for them must not both make one.
/// </summary>
internal sealed class PersonLocks
{
    private readonly Dictionary<UserId, Entry> entries = [];
    private readonly Lock gate = new();

    /// <summary>Waits for the person's turn; dispose to give it back.</summary>
    public async Task<IDisposable> EnterAsync(UserId person, CancellationToken cancellationToken)
    {
        Entry entry;
        lock (gate)
        {
            if (!entries.TryGetValue(person, out entry!))
                entries.Add(person, entry = new Entry());
            entry.Users++;
        }
        try
        {
            await entry.Turn.WaitAsync(cancellationToken);
        }
        catch
        {
            Forget(person, entry);
            throw;
        }
        return new Held(this, person, entry);
    }

    private void Forget(UserId person, Entry entry)
    {
        lock (gate)
        {
            if (--entry.Users > 0)
                return;
            entries.Remove(person);
            entry.Turn.Dispose();
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Held(PersonLocks locks, UserId person, Entry entry) : IDisposable
    {
        public void Dispose()
        {
            entry.Turn.Release();
            locks.Forget(person, entry);
        }
    }
}
