namespace Interop.Bridges.RealServers.NativeClients;

/// <summary>What a client has received, in order, with bounded waiting for what is still to come.</summary>
/// <typeparam name="T">What is received.</typeparam>
public sealed class Inbox<T>(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<T> received = [];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? ended;

    /// <summary>Everything so far.</summary>
    public IReadOnlyList<T> All
    {
        get
        {
            lock (gate)
                return [.. received];
        }
    }

    /// <summary>The first one that fits, of those already here or still to come.</summary>
    /// <exception cref="TimeoutException">None came in time; the message lists what did.</exception>
    public async Task<T> WaitAsync(Func<T, bool> fits, TimeSpan max, string what, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(max, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        var seen = 0;
        while (true)
        {
            Task next;
            lock (gate)
            {
                for (; seen < received.Count; seen++)
                {
                    if (fits(received[seen]))
                        return received[seen];
                }
                if (ended is not null)
                    throw new InvalidOperationException($"The connection ended before {what} came", ended);
                next = more.Task;
            }
            try
            {
                await next.WaitAsync(either.Token);
            }
            catch (OperationCanceledException noMore) when (!cancel.IsCancellationRequested)
            {
                throw new TimeoutException($"No {what} within {max.TotalSeconds:0} s. Received:\n{string.Join('\n', All.TakeLast(15))}", noMore);
            }
        }
    }

    internal void Add(T item)
    {
        TaskCompletionSource woken;
        lock (gate)
        {
            received.Add(item);
            woken = more;
            more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        woken.SetResult();
    }

    internal void End(Exception why)
    {
        lock (gate)
        {
            ended = why;
            more.TrySetResult();
        }
    }
}
