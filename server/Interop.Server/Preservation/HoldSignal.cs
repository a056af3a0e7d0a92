namespace Interop.Server.Preservation;

/// <summary>Wakes the workers of holds: something was placed or released. What waits is in the store; this saves them the waiting.</summary>
internal sealed class HoldSignal : IDisposable
{
    private readonly SemaphoreSlim toPeers = new(0);
    private readonly SemaphoreSlim toSearch = new(0);
    private readonly SemaphoreSlim toProofs = new(0);
    private long releases;

    /// <summary>Counts up with each change: what was kept by a hold is looked at again.</summary>
    public long Changes => Interlocked.Read(ref releases);

    public void Set()
    {
        Interlocked.Increment(ref releases);
        Release(toPeers);
        Release(toSearch);
        Release(toProofs);
    }

    /// <summary>Returns when there may be something for peers, or after the delay.</summary>
    public Task ForPeersAsync(TimeSpan delay, CancellationToken stop) => toPeers.WaitAsync(delay, stop);

    /// <summary>Returns when a query may have been placed, or after the delay.</summary>
    public Task ForSearchAsync(TimeSpan delay, CancellationToken stop) => toSearch.WaitAsync(delay, stop);

    /// <summary>Returns when a hold may have been placed that is to be proved, or after the delay.</summary>
    public Task ForProofsAsync(TimeSpan delay, CancellationToken stop) => toProofs.WaitAsync(delay, stop);

    public void Dispose()
    {
        toProofs.Dispose();
        toPeers.Dispose();
        toSearch.Dispose();
    }

    private static void Release(SemaphoreSlim signal)
    {
        if (signal.CurrentCount == 0)
            signal.Release();
    }
}
