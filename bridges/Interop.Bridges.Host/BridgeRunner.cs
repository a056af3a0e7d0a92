using Interop.Bridges.Connectors;

namespace Interop.Bridges.Host;

/// <summary>Runs the connectors of one process until it is told to stop.</summary>
internal static class BridgeRunner
{
    public static async Task<int> RunAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        }).AddFilter("Microsoft", LogLevel.Warning));
        var cores = new List<BridgeCore>();
        try
        {
            foreach (var network in settings.Networks)
            {
                var connector = network.Factory.Create(network.Section, new ConnectorServices(loggers, TimeProvider.System));
                var core = new BridgeCore(connector, network.Settings, TimeProvider.System, loggers);
                cores.Add(core);
                await core.StartAsync(cancellationToken);
                Console.WriteLine($"Bridge to {network.Factory.Network} runs (server {network.Settings.Server}, data {network.Settings.DataFolder}).");
            }
            await using var health = HealthPage.Build(settings.Health, cores);
            await health.StartAsync(cancellationToken);
            Console.WriteLine($"Health: {settings.Health}health");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine("Stopping.");
        }
        finally
        {
            // Each finishes its durable step; what was not done stays in its inbox and outbox.
            await Task.WhenAll(cores.Select(core => core.DisposeAsync().AsTask()));
        }
        return 0;
    }
}
