using System.Collections.Concurrent;
using System.Diagnostics;

namespace Interop.Web.Tests;

/// <summary>A program of this product as a process of its own, from the folder that it was built into.</summary>
internal sealed class Programs : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);
    private readonly ConcurrentQueue<string> output = new();
    private readonly Process process;

    private Programs(Process process) => this.process = process;

    /// <param name="project">Folder of the project below the checkout.</param>
    /// <param name="ready">Answers 2xx once it is there.</param>
    /// <param name="arguments">Of the program.</param>
    public static async Task<Programs> StartAsync(string project, Uri ready, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.ArgumentList.Add(PathOf(project));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var program = new Programs(Process.Start(start) ?? throw new InvalidOperationException($"{project} did not start"));
        program.process.OutputDataReceived += (_, line) => program.output.Enqueue(line.Data ?? "");
        program.process.ErrorDataReceived += (_, line) => program.output.Enqueue(line.Data ?? "");
        program.process.BeginOutputReadLine();
        program.process.BeginErrorReadLine();
        await program.ReadyAsync(ready);
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        // Beside the pictures, for whoever looks why a page failed.
        if (Environment.GetEnvironmentVariable("INTEROP_SHOTS") is { Length: > 0 } folder)
            await File.WriteAllLinesAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, $"{process.Id}.log"), output);
        process.Dispose();
    }

    /// <summary>…/clients/Interop.Web.Tests/bin/Debug/net10.0/ is of the same configuration and framework as …/bin/Debug/net10.0/ of the program.</summary>
    private static string PathOf(string project)
    {
        var parts = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        var root = string.Join('/', parts[..^5]);
        return $"{root}/{project}/{string.Join('/', parts[^3..])}/{Path.GetFileName(project)}.dll";
    }

    private async Task ReadyAsync(Uri ready)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < StartMax && !process.HasExited; await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
        {
            try
            {
                using var answer = await http.GetAsync(ready);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                continue;
            }
        }
        throw new TimeoutException($"it did not become ready:\n{string.Join('\n', output)}");
    }
}
