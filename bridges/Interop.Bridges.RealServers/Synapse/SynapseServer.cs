using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Interop.Bridges.RealServers.Installation;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.RealServers.Processes;

namespace Interop.Bridges.RealServers.Synapse;

/// <summary>A real Synapse on a loopback port, with its data in one folder. It ends when this process does.</summary>
public sealed class SynapseServer : IAsyncDisposable
{
    private static readonly TimeSpan HealthyMax = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);

    private readonly SynapseInstallation installation;
    private readonly SynapseOptions options;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private readonly string registrationSecret;
    private ChildProcess? process;

    private SynapseServer(SynapseInstallation installation, SynapseOptions options, string registrationSecret, TimeProvider time)
    {
        this.installation = installation;
        this.options = options;
        this.registrationSecret = registrationSecret;
        this.time = time;
        BaseUrl = new Uri($"http://127.0.0.1:{options.Port}/");
        http = new HttpClient { BaseAddress = BaseUrl };
    }

    /// <summary>Of the client-server API, such as http://127.0.0.1:21034/.</summary>
    public Uri BaseUrl { get; }

    public string ServerName => options.ServerName;

    public int ProcessId => process?.Id ?? throw new InvalidOperationException("Synapse is not running");

    /// <summary>Path of the log file.</summary>
    public string Log => Path.Combine(options.Folder, "synapse.log");

    /// <summary>Starts a homeserver and waits until it is healthy.</summary>
    /// <exception cref="ServerMissingException">Synapse is not installed.</exception>
    /// <exception cref="TimeoutException">It did not become healthy; the message has the end of its log.</exception>
    public static async Task<SynapseServer> StartAsync(SynapseOptions options, TimeProvider time, CancellationToken cancel)
    {
        var installed = SynapseInstallation.Find();
        options = options with { Folder = Path.GetFullPath(options.Folder), Port = options.Port == 0 ? FreePort.Take() : options.Port };
        Directory.CreateDirectory(options.Folder);
        var secret = await SecretAsync(options.Folder, cancel);
        var server = new SynapseServer(installed, options, secret, time);
        try
        {
            await server.StartAgainAsync(cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>, with the same data and port.</summary>
    public async Task StartAgainAsync(CancellationToken cancel)
    {
        if (process is { HasExited: false })
            throw new InvalidOperationException("Synapse is running");
        var configuration = Path.Combine(options.Folder, "homeserver.yaml");
        await File.WriteAllTextAsync(configuration, SynapseConfiguration.Of(options, registrationSecret), cancel);
        await WriteSigningKeyAsync(Path.Combine(options.Folder, "signing.key"), cancel);
        process = await ChildProcess.StartAsync(installation.Homeserver("-c", configuration), Log, time);
        await Waiting.UntilAsync(IsHealthyAsync, HealthyMax, () => $"Synapse did not become healthy. {Log} ends with:\n{process.LogEnd()}", time, cancel);
    }

    /// <summary>Stops it in an orderly way.</summary>
    public Task StopAsync() => process is null ? Task.CompletedTask : process.StopAsync(StopMax);

    /// <summary>Ends it as a crash does.</summary>
    public Task KillAsync() => process is null ? Task.CompletedTask : process.KillAsync();

    /// <summary>Creates an account, and a device of it.</summary>
    /// <param name="name">Local part of the user id.</param>
    /// <param name="password">For logging in with any Matrix client.</param>
    /// <param name="displayName">For people.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>A client that is logged in as this account.</returns>
    public async Task<MatrixClient> CreateUserAsync(string name, string password, string? displayName, CancellationToken cancel)
    {
        var nonce = (await http.GetFromJsonAsync<JsonElement>("_synapse/admin/v1/register", cancel)).GetProperty("nonce").GetString()!;
        // Synapse's shared-secret registration is defined with HMAC-SHA1.
#pragma warning disable CA5350
        var mac = Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(registrationSecret), Encoding.UTF8.GetBytes($"{nonce}\0{name}\0{password}\0notadmin")));
#pragma warning restore CA5350
        using var response = await http.PostAsJsonAsync("_synapse/admin/v1/register", new { nonce, username = name, password, admin = false, mac, displayname = displayName }, cancel);
        var answer = await response.Content.ReadAsStringAsync(cancel);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"Synapse refused to create {name}: {answer}");
        using var json = JsonDocument.Parse(answer);
        return new MatrixClient(BaseUrl, json.RootElement.GetProperty("user_id").GetString()!, json.RootElement.GetProperty("access_token").GetString()!, time);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        http.Dispose();
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancel)
    {
        if (process!.HasExited)
            throw new InvalidOperationException($"Synapse ended while starting. {Log} ends with:\n{process.LogEnd()}");
        try
        {
            using var response = await http.GetAsync(new Uri("health", UriKind.Relative), cancel);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    // What --generate-keys would do, without starting Python twice: an Ed25519 seed, kept with the data.
    private static async Task WriteSigningKeyAsync(string path, CancellationToken cancel)
    {
        if (!File.Exists(path))
            await File.WriteAllTextAsync(path, $"ed25519 a_interop {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=')}\n", cancel);
    }

    // Kept with the data, so that accounts can be made after a restart as well.
    private static async Task<string> SecretAsync(string folder, CancellationToken cancel)
    {
        var path = Path.Combine(folder, "registration-secret");
        if (!File.Exists(path))
            await File.WriteAllTextAsync(path, RandomNumberGenerator.GetHexString(32), cancel);
        return await File.ReadAllTextAsync(path, cancel);
    }
}
