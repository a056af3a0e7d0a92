using System.Text.Json;
using Interop.Client.Sync;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;

namespace Interop.Client.Submitting;

/// <summary>
/// Sends events in transactions (spec 13): whatever is queued goes out at once, up to 50 events and 1 MiB, nothing waits for more.
/// A transaction that fails or is answered 4.x is sent again under the same id, so that nothing is done twice. Events of one room
/// are judged in the order in which they were submitted.
/// </summary>
public sealed class Submitter : IAsyncDisposable
{
    private const int TransactionEventsMax = 50;
    private const int TransactionOctetsMax = 1024 * 1024;

    // {"transaction":"…36…","events":[]}
    private const int EnvelopeOctets = 80;

    private readonly Lock gate = new();
    private readonly Func<SubmitRequest, CancellationToken, Task<SubmitResponse>> send;
    private readonly SubmitterOptions options;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Queued> waiting = [];
    private readonly HashSet<RoomId> busyRooms = [];
    private readonly HashSet<Task> underWay = [];
    private int queued;
    private bool pumpScheduled;
    private bool disposed;

    /// <param name="send">One try of one transaction: <see cref="OcipClient.SubmitAsync"/> or <see cref="Live.OcipLive.SubmitAsync"/>.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="time">Clock of transaction ids and back-off; null for the system's.</param>
    public Submitter(Func<SubmitRequest, CancellationToken, Task<SubmitResponse>> send, SubmitterOptions? options = null, TimeProvider? time = null)
    {
        this.send = send;
        this.options = options ?? new SubmitterOptions();
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>Queues an event and waits for its final result: 2.x or 5.x, never 4.x (that is retried).</summary>
    /// <exception cref="OcipProblemException">The whole transaction was refused, or too much is queued (4.2.0), or time is up (4.1.0).</exception>
    /// <exception cref="OperationCanceledException">The submitter was disposed of first; the event may have been accepted.</exception>
    public Task<SubmitResult> SubmitAsync(EventDraft draft)
    {
        var octets = JsonSerializer.SerializeToUtf8Bytes(draft, OcipJson.Default.EventDraft).Length + 1;
        if (octets + EnvelopeOctets > TransactionOctetsMax)
            return Task.FromException<SubmitResult>(new OcipProblemException(Problem.Of(DecisionCodes.TooLarge)));
        var item = new Queued(draft, octets);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (queued >= options.QueuedMax)
                return Task.FromException<SubmitResult>(new OcipProblemException(Problem.Of(DecisionCodes.QueueLimit)));
            queued++;
            waiting.Add(item);
            SchedulePump();
        }
        return item.Result.Task;
    }

    public async ValueTask DisposeAsync()
    {
        Task[] ending;
        lock (gate)
        {
            if (disposed)
                return;
            disposed = true;
            foreach (var item in waiting)
                item.Result.TrySetCanceled(stopping.Token);
            waiting.Clear();
            ending = [.. underWay];
        }
        await stopping.CancelAsync();
        await Task.WhenAll(ending);
        stopping.Dispose();
    }

    // Called under the lock. On another thread, so that a burst of calls from one caller ends up in one transaction.
    private void SchedulePump()
    {
        if (pumpScheduled)
            return;
        pumpScheduled = true;
        ThreadPool.UnsafeQueueUserWorkItem(static self => self.Pump(), this, preferLocal: true);
    }

    private void Pump()
    {
        lock (gate)
        {
            pumpScheduled = false;
            while (underWay.Count < options.InFlightMax && TakeTransaction() is { Count: > 0 } items)
            {
                var running = RunAsync(items);
                underWay.Add(running);
                _ = running.ContinueWith(Finished, items, TaskScheduler.Default);
            }
        }
    }

    // Called under the lock. The oldest first; a room that is under way, or whose next event did not fit, is passed over whole.
    private List<Queued> TakeTransaction()
    {
        List<Queued> items = [];
        HashSet<RoomId> passedOver = [];
        var octets = EnvelopeOctets;
        foreach (var item in waiting)
        {
            if (items.Count == TransactionEventsMax)
                break;
            if (busyRooms.Contains(item.Draft.Room) || passedOver.Contains(item.Draft.Room))
                continue;
            if (octets + item.Octets > TransactionOctetsMax)
            {
                passedOver.Add(item.Draft.Room);
                continue;
            }
            octets += item.Octets;
            items.Add(item);
        }
        if (items.Count > 0)
        {
            var taken = items.ToHashSet();
            waiting.RemoveAll(taken.Contains);
            busyRooms.UnionWith(items.Select(item => item.Draft.Room));
        }
        return items;
    }

    private void Finished(Task running, object? state)
    {
        var items = (List<Queued>)state!;
        lock (gate)
        {
            underWay.Remove(running);
            queued -= items.Count;
            busyRooms.ExceptWith(items.Select(item => item.Draft.Room));
            if (!disposed)
                SchedulePump();
        }
    }

    // Never throws: every outcome is in the items' results.
    private async Task RunAsync(List<Queued> items)
    {
        await Task.Yield();
        var request = new SubmitRequest(TransactionId.Create(time), [.. items.Select(item => item.Draft)]);
        var backoff = new Backoff(time, retryDelayMsMax: options.RetryDelayMsMax);
        var started = time.GetTimestamp();
        try
        {
            while (true)
            {
                OcipProblemException? transient = null;
                try
                {
                    var response = await send(request, stopping.Token);
                    if (response.Results.Length != items.Count)
                        throw new InvalidDataException($"{response.Results.Length} results for {items.Count} events");
                    if (Settle(items, response.Results) is not { } unfinished)
                        return;
                    transient = new OcipProblemException(Problem.Of(DecisionCodes.Find(unfinished.Code) ?? DecisionCodes.ArchiveUnavailable, unfinished.Detail));
                }
                catch (Exception failure) when (ResumingStream.IsTransient(failure, stopping.Token))
                {
                    transient = failure as OcipProblemException
                        ?? new OcipProblemException(Problem.Of(DecisionCodes.ArchiveUnavailable, failure.Message));
                }
                if (options.GiveUpAfter != Timeout.InfiniteTimeSpan && time.GetElapsedTime(started) >= options.GiveUpAfter)
                    throw transient;
                await backoff.WaitAsync(transient.RetryAfter, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            items.ForEach(item => item.Result.TrySetCanceled(stopping.Token));
        }
        catch (Exception final)
        {
            items.ForEach(item => item.Result.TrySetException(final));
        }
    }

    /// <summary>Hands out the final results; answers the first that is to be tried again, or null.</summary>
    private static SubmitResult? Settle(List<Queued> items, SubmitResult[] results)
    {
        SubmitResult? again = null;
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Code.StartsWith('4'))
                again ??= results[i];
            else
                items[i].Result.TrySetResult(results[i]);
        }
        return again;
    }

    private sealed record Queued(EventDraft Draft, int Octets)
    {
        public TaskCompletionSource<SubmitResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
