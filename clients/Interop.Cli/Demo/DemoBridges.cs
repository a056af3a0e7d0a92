using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Interop.Bridges.RealServers.Processes;
using Interop.Bridges.RealServers.Prosody;
using Interop.Bridges.RealServers.Synapse;

namespace Interop.Cli.Demo;

/// <summary>The bridge host with both connectors, as a process of its own, set up the way a firm sets it up: by its own commands.</summary>
internal sealed class DemoBridges : IAsyncDisposable
{
    public const string XmppDomain = "bridge.xmpp.test";
    public const string MatrixServerName = "hs.test";
    private static readonly TimeSpan CommandMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);

    private readonly DemoFolder folder;
    private readonly TimeProvider time;
    private readonly HttpClient http = new();
    private readonly int matrixPort = FreePort.Take();
    private readonly int healthPort = FreePort.Take();
    private readonly JsonObject matrix;
    private readonly JsonObject xmpp;
    private ChildProcess? process;

    public DemoBridges(DemoFolder folder, TimeProvider time)
    {
        this.folder = folder;
        this.time = time;
        Directory.CreateDirectory(folder.Bridges);
        matrix = new JsonObject { ["serverName"] = MatrixServerName, ["listen"] = $"http://127.0.0.1:{matrixPort}" };
        xmpp = new JsonObject { ["domain"] = XmppDomain, ["host"] = "127.0.0.1", ["secret"] = RandomNumberGenerator.GetHexString(40) };
    }

    public string Log => folder.At("bridges.log");

    public string SettingsFile => Path.Combine(folder.Bridges, "bridges.json");

    /// <summary>The component that Prosody must let in.</summary>
    public ProsodyComponent Component => new(XmppDomain, xmpp["secret"]!.GetValue<string>(), Privileged: true);

    /// <summary>Makes the registration files that Synapse must read, with the host's own command.</summary>
    /// <returns>Their paths.</returns>
    public async Task<string[]> RegisterAsync(CancellationToken cancel)
    {
        foreach (var secret in (string[])["asToken", "hsToken", "puppetToken"])
            matrix[secret] = RandomNumberGenerator.GetHexString(40);
        await WriteSettingsAsync(cancel);
        await DemoPrograms.Bridges("registration", "matrix", "--config", SettingsFile, "--out", folder.Bridges).RunAsync(CommandMax, time, cancel);
        return Directory.GetFiles(folder.Bridges, "*.yaml");
    }

    /// <summary>Starts it and waits until both networks are connected.</summary>
    public async Task StartAsync(SynapseServer synapse, ProsodyServer prosody, Uri server, string matrixToken, string xmppToken, CancellationToken cancel)
    {
        matrix["homeserver"] = synapse.BaseUrl.ToString();
        matrix["token"] = matrixToken;
        xmpp["port"] = prosody.ComponentPort;
        xmpp["token"] = xmppToken;
        await WriteSettingsAsync(cancel, server);
        await StartAgainAsync(cancel);
    }

    public async Task StartAgainAsync(CancellationToken cancel)
    {
        process = await ChildProcess.StartAsync(DemoPrograms.Bridges("run", "--config", SettingsFile), Log, time);
        await Waiting.UntilAsync(IsConnectedAsync, ReadyMax, () => $"The bridges did not connect. {Log} ends with:\n{process.LogEnd()}", time, cancel);
    }

    /// <summary>Ends it as a crash does.</summary>
    public Task KillAsync() => process?.KillAsync() ?? Task.CompletedTask;

    public Task StopAsync() => process?.StopAsync(StopMax) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        http.Dispose();
    }

    private Task WriteSettingsAsync(CancellationToken cancel, Uri? server = null)
    {
        var settings = new JsonObject
        {
            ["server"] = (server ?? new Uri("http://127.0.0.1:8448/")).ToString(),
            ["dataFolder"] = Path.Combine(folder.Bridges, "data"),
            ["health"] = $"http://127.0.0.1:{healthPort}/",
            ["connectors"] = new JsonObject { ["matrix"] = matrix.DeepClone(), ["xmpp"] = xmpp.DeepClone() },
        };
        return File.WriteAllTextAsync(SettingsFile, settings.ToJsonString(), cancel);
    }

    private async Task<bool> IsConnectedAsync(CancellationToken cancel)
    {
        if (process!.HasExited)
            throw new InvalidOperationException($"The bridges ended while starting. {Log} ends with:\n{process.LogEnd()}");
        try
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{healthPort}/health"), cancel);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }
}
