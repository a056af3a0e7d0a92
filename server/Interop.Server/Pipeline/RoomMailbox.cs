using Interop.Protocol.Decisions;

namespace Interop.Server.Pipeline;

/// <summary>
/// The order of a room: work on it is done one after the other, on the thread pool, in the order in which it came in. The queue is
/// bounded; whoever finds it full is told to slow down (4.2.0).
/// </summary>
internal sealed class RoomMailbox(MessagePipeline pipeline) : IThreadPoolWorkItem
{
    public const int LengthMax = 8192;

    private const int KeptMax = 64;

    private readonly Queue<object> queue = new();
    private bool running;

    /// <summary>Takes an event in; false when the queue is full.</summary>
    public bool TryPost(MessageContext context) => TryPost((object)context);

    /// <summary>Takes in other work that must see the room between two events, such as a release.</summary>
    public bool TryPost(Func<Task> work) => TryPost((object)work);

    /// <summary>Done when what is in the queue now was decided on, and, where it changes the room, committed. At once when the queue is full.</summary>
    public Task SettledAsync()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return TryPost(() =>
        {
            reached.SetResult();
            return Task.CompletedTask;
        }) ? reached.Task : Task.CompletedTask;
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private bool TryPost(object item)
    {
        lock (queue)
        {
            if (queue.Count >= LengthMax)
                return false;
            queue.Enqueue(item);
            if (running)
                return true;
            running = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    private async Task DrainAsync()
    {
        while (true)
        {
            object? item;
            lock (queue)
            {
                if (!queue.TryDequeue(out item))
                {
                    running = false;
                    // A room that was busy once does not keep the place for it.
                    if (queue.Capacity > KeptMax)
                        queue.TrimExcess();
                    return;
                }
            }
            try
            {
                await (item is MessageContext context ? pipeline.RunAsync(context).AsTask() : ((Func<Task>)item)());
            }
            catch (Exception fault)
            {
                // One event's fault must not stop the room: its sender is told to try again.
                (item as MessageContext)?.Fail(DecisionCodes.ArchiveUnavailable, "The server could not take this event; nothing was accepted. Send it again with the same transaction id.");
                pipeline.ReportFault(fault);
            }
        }
    }
}
