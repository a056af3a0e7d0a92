using System.Diagnostics;

namespace Interop.Bridges.RealServers.Processes;

/// <summary>A program with its arguments and additional environment.</summary>
/// <param name="Program">Path, or a name on PATH.</param>
/// <param name="Arguments">Given as they are; no shell reads them.</param>
/// <param name="Environment">Added to this process's own.</param>
public sealed record Command(string Program, IReadOnlyList<string> Arguments, Dictionary<string, string> Environment)
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>What it printed on both outputs.</returns>
    /// <exception cref="InvalidOperationException">It failed or took longer than <paramref name="max"/>; the message has the end of its output.</exception>
    public async Task<string> RunAsync(TimeSpan max, TimeProvider time, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Program, Arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} did not start");
        process.StandardInput.Close();
        using var late = new CancellationTokenSource(max, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var error = process.StandardError.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            var printed = await output + await error;
            return process.ExitCode == 0
                ? printed
                : throw new InvalidOperationException($"{Path.GetFileName(Program)} ended with {process.ExitCode}:\n{printed[Math.Max(0, printed.Length - 3000)..]}");
        }
        catch (OperationCanceledException stopped)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw new InvalidOperationException($"{Path.GetFileName(Program)} took longer than {max.TotalSeconds:0} s and was stopped", stopped);
        }
    }

    internal static Task<string> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan max, TimeProvider time, CancellationToken cancel) =>
        new Command(program, arguments, []).RunAsync(max, time, cancel);
}
