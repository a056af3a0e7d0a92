using System.Net.ServerSentEvents;
using System.Text.Json;
using Interop.Bridges.Api;
using Interop.Bridges.Scheduling;
using Interop.Protocol;

namespace Interop.Bridges.Outbound;

/// <summary>Reads the server's stream for as long as the bridge runs: opens it again after every break, from the stored cursor.</summary>
internal sealed class ServerStream(BridgeContext bridge, StreamIntake intake, Action<StreamIntake.Taken> taken, Action opened)
{
    /// <summary>Three missed comments of the server.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(50);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                var before = intake.Cursor();
                await ReadAsync(cancellationToken);
                failures = intake.Cursor() == before ? failures + 1 : 1;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                failures++;
                bridge.Health.Failed($"stream: {exception.Message}");
                Log.StreamBroke(bridge.Log, exception.Message);
            }
            bridge.Health.ServerConnected = false;
            var pause = Backoff.Pause(failures, bridge.Settings.FirstPause, bridge.Settings.LastPause);
            await Task.Delay(pause, bridge.Time, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var response = await bridge.Api.OpenStreamAsync(intake.Cursor(), cancellationToken);
        bridge.Health.ServerConnected = true;
        opened();
        await using var body = new IdleLimitStream(await response.Content.ReadAsStreamAsync(cancellationToken), SilenceMax);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            if (item.EventType != "frame")
                continue;
            var frame = JsonSerializer.Deserialize(item.Data, OcipJson.Default.SyncFrame) ?? throw new ApiUnavailableException("an empty frame");
            taken(await intake.TakeAsync(frame, cancellationToken));
            await bridge.Api.AckAsync(frame.Cursor, cancellationToken);
        }
    }
}
