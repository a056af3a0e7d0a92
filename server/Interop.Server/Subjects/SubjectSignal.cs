namespace Interop.Server.Subjects;

/// <summary>Wakes the worker of requests: one came, or was approved. What is to be done is in the store.</summary>
internal sealed class SubjectSignal : IDisposable
{
    private readonly SemaphoreSlim work = new(0);
    private readonly SemaphoreSlim peers = new(0);

    public void Set()
    {
        if (work.CurrentCount == 0)
            work.Release();
    }

    /// <summary>There is a notice for a peer.</summary>
    public void SetForPeers()
    {
        if (peers.CurrentCount == 0)
            peers.Release();
    }

    public Task WaitAsync(TimeSpan delay, CancellationToken stop) => work.WaitAsync(delay, stop);

    public Task ForPeersAsync(TimeSpan delay, CancellationToken stop) => peers.WaitAsync(delay, stop);

    public void Dispose()
    {
        work.Dispose();
        peers.Dispose();
    }
}
