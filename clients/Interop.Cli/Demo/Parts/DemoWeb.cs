using Interop.Bridges.RealServers.Processes;

namespace Interop.Cli.Demo.Parts;

/// <summary>The web application as a process of its own.</summary>
internal sealed class DemoWeb(string log, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private readonly HttpClient http = new();
    private ChildProcess? process;

    /// <summary>For a browser.</summary>
    public Uri Url { get; } = new($"http://127.0.0.1:{FreePort.Take()}/");

    public async Task StartAsync(Uri server, CancellationToken cancel)
    {
        process = await ChildProcess.StartAsync(DemoPrograms.Web("--server", server.ToString(), "--urls", Url.ToString().TrimEnd('/')), log, time);
        await Waiting.UntilAsync(AnswersAsync, ReadyMax, () => $"The web application does not answer. {log} ends with:\n{process.LogEnd()}", time, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        http.Dispose();
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(Url, "sign-in"), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }
}
