using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Interop.Bridges.RealServers.Processes;
using Interop.Bridges.RealServers.Prosody;
using Interop.Bridges.RealServers.Synapse;

namespace Interop.Cli.Demo.Parts;

/// <summary>The bridge host with one connector or both, as a process of its own, set up the way a firm sets it up: by its own commands.</summary>
internal sealed class DemoBridges : IAsyncDisposable
{
    private static readonly TimeSpan CommandMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);

    private readonly string folder;
    private readonly string log;
    private readonly TimeProvider time;
    private readonly HttpClient http = new();
    private readonly int healthPort = FreePort.Take();
    private readonly JsonObject connectors = [];
    private ChildProcess? process;

    /// <param name="folder">For its settings and data; made.</param>
    /// <param name="log">File for its output.</param>
    /// <param name="time">The clock.</param>
    public DemoBridges(string folder, string log, TimeProvider time)
    {
        (this.folder, this.log, this.time) = (folder, log, time);
        Directory.CreateDirectory(folder);
    }

    private string SettingsFile => Path.Combine(folder, "bridges.json");

    /// <summary>Sets up the connector to Matrix, and makes the registration files that Synapse must read, with the host's own command.</summary>
    /// <returns>Their paths.</returns>
    public async Task<string[]> AddMatrixAsync(string serverName, CancellationToken cancel)
    {
        var matrix = new JsonObject { ["serverName"] = serverName, ["listen"] = $"http://127.0.0.1:{FreePort.Take()}" };
        foreach (var secret in (string[])["asToken", "hsToken", "puppetToken"])
            matrix[secret] = RandomNumberGenerator.GetHexString(40);
        connectors["matrix"] = matrix;
        await WriteSettingsAsync(null, cancel);
        await DemoPrograms.Bridges("registration", "matrix", "--config", SettingsFile, "--out", folder).RunAsync(CommandMax, time, cancel);
        return Directory.GetFiles(folder, "*.yaml");
    }

    /// <summary>Sets up the connector to XMPP.</summary>
    /// <param name="domain">Domain of its ghosts.</param>
    /// <returns>The component that Prosody must let in.</returns>
    public ProsodyComponent AddXmpp(string domain)
    {
        var secret = RandomNumberGenerator.GetHexString(40);
        connectors["xmpp"] = new JsonObject { ["domain"] = domain, ["host"] = "127.0.0.1", ["secret"] = secret };
        return new ProsodyComponent(domain, secret, Privileged: true);
    }

    /// <param name="synapse">The homeserver, which runs.</param>
    /// <param name="token">Of the organisation's server, for this network.</param>
    public void Connect(SynapseServer synapse, string token) =>
        (connectors["matrix"]!["homeserver"], connectors["matrix"]!["token"]) = (synapse.BaseUrl.ToString(), token);

    /// <inheritdoc cref="Connect(SynapseServer, string)"/>
    public void Connect(ProsodyServer prosody, string token) =>
        (connectors["xmpp"]!["port"], connectors["xmpp"]!["token"]) = (prosody.ComponentPort, token);

    /// <summary>Starts it and waits until its networks are connected.</summary>
    public async Task StartAsync(Uri server, CancellationToken cancel)
    {
        await WriteSettingsAsync(server, cancel);
        process = await ChildProcess.StartAsync(DemoPrograms.Bridges("run", "--config", SettingsFile), log, time);
        await Waiting.UntilAsync(IsConnectedAsync, ReadyMax, () => $"The bridges did not connect. {log} ends with:\n{process.LogEnd()}", time, cancel);
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

    private Task WriteSettingsAsync(Uri? server, CancellationToken cancel)
    {
        var settings = new JsonObject
        {
            ["server"] = (server ?? new Uri("http://127.0.0.1:8448/")).ToString(),
            ["dataFolder"] = Path.Combine(folder, "data"),
            ["health"] = $"http://127.0.0.1:{healthPort}/",
            ["connectors"] = connectors.DeepClone(),
        };
        return File.WriteAllTextAsync(SettingsFile, settings.ToJsonString(), cancel);
    }

    private async Task<bool> IsConnectedAsync(CancellationToken cancel)
    {
        if (process!.HasExited)
            throw new InvalidOperationException($"The bridges ended while starting. {log} ends with:\n{process.LogEnd()}");
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
