namespace Interop.Server.Retention;

/// <summary>At the start: completes what a crash has left begun, before anything else is ended (RET-9.36).</summary>
internal sealed class BegunDispositions(BodyEnding ending) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await ending.CompleteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }
}
