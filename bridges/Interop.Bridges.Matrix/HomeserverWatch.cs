using System.Net;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Inbound;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Matrix;

/// <summary>
/// Makes itself known to the homeserver, and keeps looking whether both reach each other. Its question is also the poke: on a
/// ping Synapse sends at once what it had put off after failures, instead of after up to 512 s.
/// </summary>
internal sealed class HomeserverWatch(MatrixOptions options, MatrixHomeserverClient homeserver, IBridgeCore core, IngressLag lag, TimeProvider clock, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryFirst = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim poke = new(0, 1);
    private Task work = Task.CompletedTask;
    private long pings;

    public void Start() => work = Task.Run(() => WatchAsync(stop.Token));

    /// <summary>A transaction was refused: ask the homeserver to send again after this time, and not at its own leisure.</summary>
    public void PokeAfter(TimeSpan wait) => _ = PokeLaterAsync(wait);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await work;
        stop.Dispose();
        poke.Dispose();
    }

    private async Task PokeLaterAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, clock, stop.Token);
            poke.Release();
        }
        catch (Exception exception) when (exception is OperationCanceledException or SemaphoreFullException or ObjectDisposedException)
        {
            // Stopping, or already poked.
        }
    }

    private async Task WatchAsync(CancellationToken cancel)
    {
        var introduced = false;
        var retry = RetryFirst;
        while (!cancel.IsCancellationRequested)
        {
            var wait = Every;
            try
            {
                if (!introduced)
                    await IntroduceAsync(cancel);
                introduced = true;
                await homeserver.PingAsync(options.Id, $"ping{Interlocked.Increment(ref pings)}", cancel);
                retry = RetryFirst;
                if (lag.Current is var late && late > IngressLag.Worrying)
                    core.ReportDisconnected($"The homeserver's events arrive {(long)late.TotalSeconds} s late.");
                else
                    core.ReportConnected();
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (MatrixException failure)
            {
                var why = Explain(failure);
                log.LogWarning("{Why} ({Code})", why, failure.Code);
                core.ReportDisconnected(why);
                wait = retry;
                retry = retry * 2 > Every ? Every : retry * 2;
            }

            try
            {
                await poke.WaitAsync(wait, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task IntroduceAsync(CancellationToken cancel)
    {
        await homeserver.RegisterAsync(options.Bot, cancel);
        await homeserver.SetDisplayNameAsync(options.BotUser, "OCIP bridge", cancel);
    }

    private string Explain(MatrixException failure) => failure switch
    {
        { Code: MatrixException.Unreachable } => $"The homeserver does not answer at {options.Homeserver}.",
        { Code: "M_UNKNOWN_TOKEN" } or { Status: HttpStatusCode.Unauthorized } =>
            "The homeserver does not know the bridge's token: the registration file is not in its configuration, or is another one, or it was not restarted since.",
        { Code: "M_EXCLUSIVE" } or { Status: HttpStatusCode.Forbidden } => $"The homeserver does not let the bridge be {options.BotUser}: serverName or bot differ from the registration file.",
        { Code: "M_CONNECTION_FAILED" or "M_CONNECTION_TIMEOUT" or "M_BAD_STATUS" } => $"The homeserver cannot reach the bridge at {options.PublicUrl}, or was answered by something else there.",
        { Code: "M_URL_NOT_SET" } => "The registration file in the homeserver's configuration has no url.",
        _ => $"The homeserver answers {failure.Code}.",
    };
}
