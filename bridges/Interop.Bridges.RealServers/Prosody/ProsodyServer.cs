using System.Net.Sockets;
using Interop.Bridges.RealServers.Installation;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.RealServers.Processes;

namespace Interop.Bridges.RealServers.Prosody;

/// <summary>A real Prosody on loopback ports, with its data in one folder. It ends when this process does.</summary>
public sealed class ProsodyServer : IAsyncDisposable
{
    private static readonly TimeSpan ListeningMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(5);

    private readonly ProsodyInstallation installation;
    private readonly ProsodyOptions options;
    private readonly TimeProvider time;
    private ChildProcess? process;

    private ProsodyServer(ProsodyInstallation installation, ProsodyOptions options, TimeProvider time)
    {
        this.installation = installation;
        this.options = options;
        this.time = time;
    }

    /// <summary>Domain of its users.</summary>
    public string Domain => options.Domain;

    /// <summary>Domain of the group chat service.</summary>
    public string GroupChatDomain => options.GroupChatDomain;

    /// <summary>Port for clients on 127.0.0.1, without TLS.</summary>
    public int ClientPort => options.ClientPort;

    /// <summary>Domain of the service that keeps files.</summary>
    public string UploadDomain => options.UploadDomain;

    /// <summary>Port for components on 127.0.0.1.</summary>
    public int ComponentPort => options.ComponentPort;

    public int ProcessId => process?.Id ?? throw new InvalidOperationException("Prosody is not running");

    /// <summary>Path of the log file.</summary>
    public string Log => Path.Combine(options.Folder, "prosody.log");

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <exception cref="ServerMissingException">Prosody is not installed.</exception>
    /// <exception cref="TimeoutException">It does not listen; the message has the end of its log.</exception>
    public static async Task<ProsodyServer> StartAsync(ProsodyOptions options, TimeProvider time, CancellationToken cancel)
    {
        var installed = ProsodyInstallation.Find();
        options = options with
        {
            Folder = Path.GetFullPath(options.Folder),
            ClientPort = options.ClientPort == 0 ? FreePort.Take() : options.ClientPort,
            ComponentPort = options.ComponentPort == 0 ? FreePort.Take() : options.ComponentPort,
            FilePort = options.FilePort == 0 ? FreePort.Take() : options.FilePort,
        };
        if (options.Components.Any(c => c.Privileged) && !installed.HasPrivilegeModule)
            throw new ServerMissingException($"Prosody at {installed.Place} has no mod_privilege: install the package prosody-modules");
        Directory.CreateDirectory(Path.Combine(options.Folder, "data"));
        var server = new ProsodyServer(installed, options, time);
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

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>, with the same data and ports.</summary>
    public async Task StartAgainAsync(CancellationToken cancel)
    {
        if (process is { HasExited: false })
            throw new InvalidOperationException("Prosody is running");
        var configuration = Path.Combine(options.Folder, "prosody.cfg.lua");
        await File.WriteAllTextAsync(configuration, ProsodyConfiguration.Of(options), cancel);
        process = await ChildProcess.StartAsync(await installation.ServerAsync(configuration, cancel), Log, time);
        await Waiting.UntilAsync(ListensAsync, ListeningMax, () => $"Prosody does not listen. {Log} ends with:\n{process.LogEnd()}", time, cancel);
    }

    /// <summary>Stops it in an orderly way.</summary>
    public Task StopAsync() => process is null ? Task.CompletedTask : process.StopAsync(StopMax);

    /// <summary>Ends it as a crash does.</summary>
    public Task KillAsync() => process is null ? Task.CompletedTask : process.KillAsync();

    /// <summary>Creates an account (in-band, XEP-0077).</summary>
    public Task CreateUserAsync(string name, string password, CancellationToken cancel) =>
        XmppRegistration.RegisterAsync(ClientPort, Domain, name, password, cancel);

    /// <summary>Logs in to an account.</summary>
    public Task<XmppClient> LoginAsync(string name, string password, CancellationToken cancel) =>
        XmppClient.LoginAsync(ClientPort, Domain, name, password, time, cancel);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
    }

    private async Task<bool> ListensAsync(CancellationToken cancel)
    {
        if (process!.HasExited)
            throw new InvalidOperationException($"Prosody ended while starting. {Log} ends with:\n{process.LogEnd()}");
        foreach (var port in (int[])[options.ClientPort, options.ComponentPort])
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync("127.0.0.1", port, cancel);
            }
            catch (SocketException)
            {
                return false; // not listening yet
            }
        }
        return true;
    }
}
