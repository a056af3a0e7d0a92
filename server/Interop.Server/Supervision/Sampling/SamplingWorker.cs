using Interop.Server.Evidence.Alarming;

namespace Interop.Server.Supervision.Sampling;

/// <summary>Commits and draws, every few seconds whatever is due. What fails is tried again, and an alarm stands until it is done.</summary>
internal sealed partial class SamplingWorker(Commitments commitments, Draws draws, Alarms alarms, TimeProvider time, ILogger<SamplingWorker> logger) : BackgroundService
{
    private const string Subject = "sampling";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                try
                {
                    await commitments.CommitAsync();
                    await draws.DrawAsync(stoppingToken);
                    alarms.Clear(AlarmKinds.SupervisionBehind, Subject);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    LogFailed(fault);
                    alarms.Raise(AlarmKinds.SupervisionBehind, Subject, "A sample could not be committed to, or drawn; it is tried again.");
                }
                await Task.Delay(Look, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A sample could not be committed to, or drawn; it is tried again")]
    private partial void LogFailed(Exception fault);
}
