using System.Globalization;

namespace Interop.Server.Preservation;

/// <summary>Proves once a day (UTC), and soon after a hold was placed, that everything on hold is there. What a crash left out is made up for.</summary>
internal sealed partial class PreservationWorker(PreservationDay preservation, HoldSignal signal, TimeProvider time, ILogger<PreservationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await ProveAllAsync(stoppingToken);
                await signal.ForProofsAsync(Every, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not proved today is after the next start.
            return;
        }
    }

    private async Task ProveAllAsync(CancellationToken stop)
    {
        var day = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach (var hold in preservation.Unproved(day))
        {
            try
            {
                await preservation.ProveAsync(hold, day, stop);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogFault(hold.Id, fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What hold {Hold} keeps could not be proved today; it is tried again")]
    private partial void LogFault(string hold, Exception fault);
}
