using System.Collections.Concurrent;
using System.Diagnostics;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>The real server as a process of its own, on a data folder and a port that outlive it, so that it can be killed and started again.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);
    private readonly ConcurrentQueue<string> output = new();
    private Process? process;

    private readonly string[] own;

    private ServerProcess(string data, int port, string[] own) => (Data, Port, this.own) = (data, port, own);

    public static ProviderName Provider { get; } = ProviderName.Parse("acme.example");

    public string Data { get; }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public int Id => process?.Id ?? throw new InvalidOperationException("the server is not running");

    public bool HasExited => process is null || process.HasExited;

    /// <summary>The last lines that it printed.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>A new server on an empty folder.</summary>
    public static Task<ServerProcess> StartNewAsync(params string[] options) => StartNewAsync(Provider, options);

    /// <summary>A new server on a folder that there is not yet.</summary>
    public static async Task<ServerProcess> StartOnAsync(string data, params string[] options)
    {
        Directory.CreateDirectory(data);
        var port = FreePort();
        var server = new ServerProcess(data, port, ["--provider", Provider.Value, "--urls", $"http://127.0.0.1:{port}"]);
        await server.StartAsync(options);
        return server;
    }

    /// <summary>A new server of another name.</summary>
    public static async Task<ServerProcess> StartNewAsync(ProviderName provider, params string[] options)
    {
        var data = Directory.CreateTempSubdirectory("ocip-server-").FullName;
        var port = FreePort();
        var server = new ServerProcess(data, port, ["--provider", provider.Value, "--urls", $"http://127.0.0.1:{port}"]);
        await server.StartAsync(options);
        return server;
    }

    /// <summary>A new server of another name, which serves HTTPS to other providers at that port too.</summary>
    public static async Task<ServerProcess> StartNewAsync(ProviderName provider, int httpsPort, string[] options)
    {
        var data = Directory.CreateTempSubdirectory("ocip-server-").FullName;
        var port = FreePort();
        var server = new ServerProcess(data, port, ["--provider", provider.Value, "--urls", $"http://127.0.0.1:{port};https://127.0.0.1:{httpsPort}", .. options]);
        await server.StartAsync();
        return server;
    }

    /// <summary>Below the range that outgoing connections take theirs from, and nobody else's until this process ends.</summary>
    public static int FreePort() => Bridges.RealServers.Processes.FreePort.Take();

    /// <summary>Runs the server's program and waits until it ends.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var program = Launch(arguments);
        using var limit = new CancellationTokenSource(StartMax);
        var (printed, complaints) = (program.StandardOutput.ReadToEndAsync(limit.Token), program.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await program.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!program.HasExited)
                program.Kill(entireProcessTree: true);
        }
        return (program.ExitCode, await printed + await complaints);
    }

    /// <summary>Starts it on its folder; returns when it serves, or has died (see <see cref="HasExited"/>).</summary>
    public async Task StartAsync(params string[] options)
    {
        process = Launch([.. own, "--data", Data, "--development", .. options]);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(2) };
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < StartMax && !process.HasExited; await Pause.Ms(50))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("ocip/v1/health", UriKind.Relative));
                // 503: it serves, and cannot write its archive.
                if (answer.IsSuccessStatusCode || answer.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable)
                    return;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                continue;
            }
        }
        if (process.HasExited)
            return;
        await KillAsync();
        throw new TimeoutException($"the server did not become healthy:\n{Output}");
    }

    /// <summary>As by kill -9.</summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Waits until it died by itself, as an injected fault makes it.</summary>
    public async Task<bool> DiesWithinAsync(TimeSpan limit)
    {
        using var stop = new CancellationTokenSource(limit);
        try
        {
            await process!.WaitForExitAsync(stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async Task RestartAsync(params string[] options)
    {
        await KillAsync();
        await StartAsync(options);
        if (HasExited)
            throw new InvalidOperationException($"the server did not start again:\n{Output}");
    }

    /// <summary>Resident memory in MiB.</summary>
    public long MemoryMiB()
    {
        process!.Refresh();
        return process.WorkingSet64 / (1024 * 1024);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(Data, recursive: true);
    }

    private static Process Launch(IEnumerable<string> arguments)
    {
        // Through a shell that becomes the server: a limit on the size of files, with which tests fill the disk, then fails the write and not the process.
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var part in new[] { "-c", "trap '' XFSZ; exec \"$0\" \"$@\"", Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet" })
            start.ArgumentList.Add(part);
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Interop.Server.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // Most live for seconds: nothing of it is compiled again in its first one (milliseconds, hexadecimal), which saves a fifth of their processor time.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "3E8";
        return Process.Start(start) ?? throw new InvalidOperationException("the server could not be started");
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        while (output.Count > 200)
            output.TryDequeue(out _);
    }
}
