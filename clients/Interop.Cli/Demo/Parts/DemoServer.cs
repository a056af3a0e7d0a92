using Interop.Bridges.RealServers.Processes;
using Interop.Client;
using Interop.Protocol.AdminApi;

namespace Interop.Cli.Demo.Parts;

/// <summary>The server's program as a process of its own: a provider, or a compliance proxy.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);

    private readonly DemoServerOptions options;
    private readonly TimeProvider time;
    private readonly HttpClient http = new();
    private ChildProcess? process;

    public DemoServer(DemoServerOptions options, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        Url = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
    }

    public string Provider => options.Provider;

    /// <summary>Where its own people, bridges and administrators reach it.</summary>
    public Uri Url { get; }

    public string Data => options.Data;

    /// <summary>Starts it, for the first time or again, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        var urls = options.AlsoAt is { } more ? $"{Url};{more}" : Url.ToString();
        var command = DemoPrograms.Server(["--urls", urls, "--data", options.Data, "--provider", options.Provider, .. options.More]);
        process = await ChildProcess.StartAsync(command, options.Log, time);
        await Waiting.UntilAsync(AnswersAsync, ReadyMax, () => $"The server does not answer. {options.Log} ends with:\n{process.LogEnd()}", time, cancel);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public Task KillAsync() => process?.KillAsync() ?? Task.CompletedTask;

    public Task StopAsync() => process?.StopAsync(StopMax) ?? Task.CompletedTask;

    /// <summary>Turns the one-time secret into the first administrator's client, which may also read the archive.</summary>
    public async Task<OcipClient> BootstrapAsync(CancellationToken cancel)
    {
        var secret = (await File.ReadAllTextAsync(Path.Combine(options.Data, "bootstrap-secret"), cancel)).Trim();
        using var nobody = new OcipClient(Url, null);
        var created = await nobody.Admin.BootstrapAsync(new BootstrapRequest(secret), cancel);
        return new OcipClient(Url, created.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        http.Dispose();
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        if (process!.HasExited)
            throw new InvalidOperationException($"The server ended while starting. {options.Log} ends with:\n{process.LogEnd()}");
        try
        {
            using var response = await http.GetAsync(new Uri(Url, "ocip/v1/health"), cancel);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }
}
