using System.Collections.Concurrent;
using System.Diagnostics;

namespace Interop.Bridges.RealServers.Processes;

/// <summary>
/// Starts child processes from one thread that lives as long as this process. The kernel's parent-death signal (prctl(2),
/// PR_SET_PDEATHSIG) is sent when the starting *thread* ends, and threads of the pool come and go.
/// </summary>
internal static class ChildStarter
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Asked = [];
    private static readonly Thread Starter = Begin();

    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Asked.Add((start, started));
        return Starter.IsAlive ? started.Task : throw new InvalidOperationException("the thread that starts processes has ended");
    }

    private static Thread Begin()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "child starter" };
        thread.Start();
        return thread;
    }

    private static void Run()
    {
        foreach (var (start, started) in Asked.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start"));
            }
            catch (Exception fault)
            {
                started.SetException(fault); // the asker handles it; this thread must live on
            }
        }
    }
}
