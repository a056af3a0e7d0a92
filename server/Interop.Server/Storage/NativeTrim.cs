using System.Runtime.InteropServices;

namespace Interop.Server.Storage;

/// <summary>
/// Gives memory back that SQLite and OpenSSL have let go. glibc keeps it, in several areas, between what is still in use; without this a server that is
/// written to for months grows although nothing in it does (spec/decisions/0032).
/// </summary>
internal sealed class NativeTrim(TimeProvider time, ILogger<NativeTrim> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        OperatingSystem.IsLinux() ? UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken) : Task.CompletedTask;

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                _ = Trim(0);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (EntryPointNotFoundException)
        {
            // musl: its malloc gives back by itself.
            return;
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint keep);
}
