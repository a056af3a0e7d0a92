using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>Work that nobody waits for, except the end: bounded, logged when it fails, ended by <see cref="StopAsync"/>.</summary>
internal sealed partial class Background(ILogger log) : IDisposable
{
    private const int Most = 512;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<long, Task> running = new();
    private long serial;

    /// <summary>Starts work; false when there is too much of it already.</summary>
    public bool Run(Func<CancellationToken, Task> work)
    {
        if (running.Count >= Most || stopping.IsCancellationRequested)
            return false;
        var id = Interlocked.Increment(ref serial);
        running[id] = Task.Run(() => DoAsync(id, work));
        return true;
    }

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        while (running.Values.FirstOrDefault(t => !t.IsCompleted) is { } task)
            await task;
    }

    public void Dispose() => stopping.Dispose();

    private async Task DoAsync(long id, Func<CancellationToken, Task> work)
    {
        await Task.Yield();
        try
        {
            await work(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped();
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
        finally
        {
            running.TryRemove(id, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Background work of the XMPP connector was stopped.")]
    private partial void LogStopped();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Background work of the XMPP connector failed.")]
    private partial void LogFailed(Exception exception);
}
