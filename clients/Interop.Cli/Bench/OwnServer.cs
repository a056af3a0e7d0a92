using System.Diagnostics;
using Interop.Bridges.RealServers.Processes;

namespace Interop.Cli.Bench;

/// <summary>A server in a process of its own over a fresh data folder, on a free port of loopback.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly bool keep;
    private readonly StreamWriter log;

    private OwnServer(Process process, Uri address, string data, StreamWriter log, bool keep) =>
        (Process, Address, Data, this.log, this.keep) = (process, address, data, log, keep);

    public Process Process { get; }

    public Uri Address { get; }

    /// <summary>Its data folder.</summary>
    public string Data { get; }

    /// <summary>A provider of its own, alone.</summary>
    /// <inheritdoc cref="StartAsync(string?, string, string?, string[], CancellationToken)"/>
    public static Task<OwnServer> StartAsync(string? folder, CancellationToken stop) => StartAsync(folder, "bench.example", null, [], stop);

    /// <param name="folder">Where the data folder is made; null for the system's temporary folder.</param>
    /// <param name="provider">Whose server it is.</param>
    /// <param name="https">Where it listens for other providers besides; null: nowhere.</param>
    /// <param name="options">Further options of the server.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="UsageException">The server's program is not built, or it does not start.</exception>
    public static async Task<OwnServer> StartAsync(string? folder, string provider, string? https, string[] options, CancellationToken stop)
    {
        var data = folder is null ? Directory.CreateTempSubdirectory("ocip-bench-").FullName : Directory.CreateDirectory(folder).FullName;
        if (Directory.EnumerateFileSystemEntries(data).Any())
            throw new UsageException($"'{data}' is not empty: the bench needs a data folder of its own");
        return await StartOnAsync(data, keep: folder is not null, provider, https, options, stop);
    }

    /// <summary>On a data folder that an earlier server has left; it is kept.</summary>
    /// <inheritdoc cref="StartAsync(string?, string, string?, string[], CancellationToken)"/>
    public static Task<OwnServer> ResumeAsync(string folder, string provider, string[] options, CancellationToken stop) =>
        StartOnAsync(Path.GetFullPath(folder), keep: true, provider, null, options, stop);

    /// <summary>Ends it the hard way, as a crash would: what was delivered must be in the archive all the same.</summary>
    public async Task KillAsync()
    {
        if (!Process.HasExited)
            Process.Kill();
        await Process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Process.Dispose();
        lock (log)
            log.Dispose();
        if (!keep)
            Directory.Delete(Data, recursive: true);
    }

    private static async Task<OwnServer> StartOnAsync(string data, bool keep, string provider, string? https, string[] options, CancellationToken stop)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        var urls = address.ToString().TrimEnd('/') + (https is null ? "" : ";" + https);
        var start = new ProcessStartInfo("dotnet", [Program(), "--provider", provider, "--data", data, "--urls", urls, .. options])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var output = new StreamWriter(Path.Combine(data, "server.log")) { AutoFlush = true };
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(output, line.Data);
        process.ErrorDataReceived += (_, line) => Write(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new OwnServer(process, address, data, output, keep);
        await server.WaitUntilUpAsync(stop);
        return server;
    }

    private async Task WaitUntilUpAsync(CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StartMax);
        while (true)
        {
            if (Process.HasExited)
                throw new UsageException($"the server did not start; see {Path.Combine(Data, "server.log")}");
            try
            {
                using var response = await http.GetAsync(new Uri("/ocip/v1/health", UriKind.Relative), limit.Token);
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                await KillAsync();
                throw new UsageException($"the server was not up after {StartMax.TotalSeconds} s; see {Path.Combine(Data, "server.log")}");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);
        }
    }

    // Beside this program in the same build: clients/Interop.Cli/bin/<configuration>/<framework>/.
    public static string Program()
    {
        var here = AppContext.BaseDirectory.Replace(Path.DirectorySeparatorChar, '/');
        var program = here.Replace("/clients/Interop.Cli/", "/server/Interop.Server/", StringComparison.Ordinal) + "Interop.Server.dll";
        return Environment.GetEnvironmentVariable("INTEROP_SERVER_PROGRAM") is { } named ? named
            : File.Exists(program) ? program
            : throw new UsageException($"the server is not built: '{program}' does not exist; build it, or name it in INTEROP_SERVER_PROGRAM");
    }

    private static void Write(StreamWriter log, string? line)
    {
        lock (log)
        {
            if (line is not null && log.BaseStream is not null)
                log.WriteLine(line);
        }
    }
}
