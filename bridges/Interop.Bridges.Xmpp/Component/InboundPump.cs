using System.Threading.Channels;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>
/// Everything that arrives is handled here, one after another, in order of arrival: rooms change only on the pump. Events are gathered and handed to the
/// core in one commit when nothing more is waiting. While the core is busy the pump stands still, the queue fills, and the stream is no longer read.
/// </summary>
internal sealed partial class InboundPump(IBridgeCore core, TimeProvider time, ILogger log) : IDisposable
{
    private const int QueueMax = 4096;
    private const int BatchMax = 64;
    private static readonly TimeSpan RetryFirst = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryMost = TimeSpan.FromSeconds(10);

    private readonly Channel<Func<Task>> queue = Channel.CreateBounded<Func<Task>>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
    private readonly List<InboundEvent> batch = [];
    private readonly List<Func<Task>> afterwards = [];
    private readonly CancellationTokenSource giveUp = new();
    private Task? running;

    public void Start() => running = RunAsync();

    /// <summary>Adds work; waits while the queue is full. False: the pump has stopped.</summary>
    public async ValueTask<bool> PostAsync(Func<Task> work)
    {
        try
        {
            await queue.Writer.WriteAsync(work);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>On the pump: an event for the core.</summary>
    public void Offer(InboundEvent inbound) => batch.Add(inbound);

    /// <summary>On the pump: work for after the core has taken what was offered so far.</summary>
    public void Then(Func<Task> work) => afterwards.Add(work);

    /// <summary>On the pump: hands over what was offered. Called before the core is asked about earlier events.</summary>
    public async Task FlushAsync()
    {
        var pause = RetryFirst;
        while (batch.Count > 0)
        {
            try
            {
                await core.AcceptAsync(batch, giveUp.Token);
                batch.Clear();
            }
            catch (BridgeBusyException busy)
            {
                LogBusy(busy.Message);
                await Task.Delay(busy.RetryAfter, time, giveUp.Token);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The core's disk, as a rule. What arrived is in memory only: keep it and try until it is safe.
                LogNotTaken(exception);
                await Task.Delay(pause, time, giveUp.Token);
                pause = pause * 2 < RetryMost ? pause * 2 : RetryMost;
            }
        }
        var after = afterwards.ToArray();
        afterwards.Clear();
        foreach (var work in after)
            await DoAsync(work);
    }

    /// <summary>Takes no more, finishes what is there, and says how much had to be given up.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        queue.Writer.TryComplete();
        await using var impatience = cancel.Register(giveUp.Cancel);
        if (running is not null)
            await running;
        if (batch.Count > 0)
            LogLost(batch.Count);
    }

    public void Dispose() => giveUp.Dispose();

    private async Task RunAsync()
    {
        try
        {
            while (await queue.Reader.WaitToReadAsync())
            {
                while (queue.Reader.TryRead(out var work))
                {
                    await DoAsync(work);
                    if (batch.Count >= BatchMax)
                        await FlushAsync();
                }
                await FlushAsync();
            }
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            LogLost(batch.Count);
        }
    }

    private async Task DoAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One stanza that trips us must not stop all others.
            LogFault(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bridge's inbox is full: XMPP waits. {Why}")]
    private partial void LogBusy(string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The bridge's inbox could not be written: XMPP waits.")]
    private partial void LogNotTaken(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stopped before {Count} received XMPP events were safe.")]
    private partial void LogLost(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "A received XMPP stanza could not be handled.")]
    private partial void LogFault(Exception exception);
}
