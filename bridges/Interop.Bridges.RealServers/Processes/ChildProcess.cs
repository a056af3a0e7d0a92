using System.Diagnostics;
using System.Globalization;

namespace Interop.Bridges.RealServers.Processes;

/// <summary>
/// A server process that never outlives this one: the kernel kills it when this process ends, also after kill -9. Its output
/// goes straight into a log file, so that nothing is lost when this process dies first.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private readonly Process process;
    private readonly TimeProvider time;

    private ChildProcess(Process process, string log, TimeProvider time)
    {
        this.process = process;
        this.time = time;
        Log = log;
        Id = process.Id;
    }

    /// <summary>The server's own process id, not a wrapper's.</summary>
    public int Id { get; }

    /// <summary>Path of the file with its output.</summary>
    public string Log { get; }

    public bool HasExited => process.HasExited;

    /// <summary>Starts a server; its output is appended to <paramref name="log"/>.</summary>
    public static async Task<ChildProcess> StartAsync(Command command, string log, TimeProvider time)
    {
        var start = new ProcessStartInfo("setpriv", Wrapped(command, log));
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        return new ChildProcess(await ChildStarter.StartAsync(start), log, time);
    }

    /// <summary>
    /// Arguments of setpriv: it asks the kernel to kill the child with its parent, sh sends the child's output into the file; both then
    /// become the program, so the process id is the program's. Neither a pipe nor a pump of ours is between.
    /// </summary>
    internal static string[] Wrapped(Command command, string log) =>
    [
        "--pdeathsig", "KILL", "--", "/bin/sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log, command.Program, .. command.Arguments,
    ];

    /// <summary>Asks it to end (SIGTERM) and waits; kills it when it has not ended after <paramref name="max"/>.</summary>
    public async Task StopAsync(TimeSpan max)
    {
        if (!process.HasExited && NativeMethods.Kill(Id, Sigterm) == 0 && await EndedWithinAsync(max))
            return;
        await KillAsync();
    }

    /// <summary>Ends it at once (SIGKILL), as a crash does.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>The last lines of its output, for error messages.</summary>
    public string LogEnd(int lines = 20) =>
        File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(lines)) : string.Create(CultureInfo.InvariantCulture, $"(no output; exit code {(HasExited ? process.ExitCode : 0)})");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    private async Task<bool> EndedWithinAsync(TimeSpan max)
    {
        using var late = new CancellationTokenSource(max, time);
        try
        {
            await process.WaitForExitAsync(late.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
