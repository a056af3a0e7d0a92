using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Interop.Bridges.RealServers.Installation;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.RealServers.Processes;
using Interop.Bridges.RealServers.Prosody;

namespace Interop.Bridges.Tests.Xmpp.Servers;

/// <summary>The machine's own ejabberd (Debian package), unnamed and without epmd, in a folder of its own.</summary>
internal sealed class EjabberdXmppServer : IXmppServer
{
    private const string Program = "/usr/bin/erl";
    private static readonly string Libraries = $"/usr/lib/{DebianTree.MultiArch}";
    private static readonly TimeSpan ListeningMax = TimeSpan.FromSeconds(90);
    private readonly string folder;
    private readonly int clientPort;
    private readonly int httpPort;
    private ChildProcess? process;

    private EjabberdXmppServer(string folder) => (this.folder, clientPort, ComponentPort, httpPort) = (folder, FreePort.Take(), FreePort.Take(), FreePort.Take());

    public int ComponentPort { get; }

    public string GroupChatDomain => "conference.xmpp.test";

    public static async Task<IXmppServer> StartAsync(ProsodyComponent component, IReadOnlyList<string> admins, int filePort, string filesUrl)
    {
        if (!File.Exists(Program) || Directory.GetDirectories(Libraries, "ejabberd-*").Length == 0)
            throw new ServerMissingException("ejabberd is not installed: apt-get install ejabberd");
        var server = new EjabberdXmppServer(Directory.CreateTempSubdirectory("ejabberd-").FullName);
        await File.WriteAllTextAsync(Path.Combine(server.folder, "ejabberd.yml"), server.Configuration(component, admins, filePort, filesUrl));
        await server.StartAgainAsync();
        return server;
    }

    public Task CreateUserAsync(string name, string password) => AskAsync("register", new { user = name, host = "xmpp.test", password });

    public Task<XmppClient> LoginAsync(string name, string password) =>
        XmppClient.LoginAsync(clientPort, "xmpp.test", name, password, TimeProvider.System, CancellationToken.None);

    /// <summary>In an orderly way: its database writes late, and would lose the accounts that a test has just made.</summary>
    public Task KillAsync() => process!.StopAsync(TimeSpan.FromSeconds(60));

    public async Task StartAgainAsync()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ERL_LIBS"] = Libraries, ["EJABBERD_CONFIG_PATH"] = Path.Combine(folder, "ejabberd.yml"), ["EJABBERD_LOG_PATH"] = Path.Combine(folder, "ejabberd.log"),
            ["ERL_MAX_PORTS"] = "4096", ["HOME"] = folder,
        };
        var command = new Command(Program, ["-noinput", "+P", "50000", "-mnesia", "dir", $"\"{folder}/spool\"", "-s", "ejabberd"], environment);
        process = await ChildProcess.StartAsync(command, Path.Combine(folder, "out.log"), TimeProvider.System);
        var begun = TimeProvider.System.GetTimestamp();
        foreach (var port in (int[])[clientPort, ComponentPort, httpPort])
        {
            while (!await ListensAsync(port))
            {
                if (process.HasExited || TimeProvider.System.GetElapsedTime(begun) > ListeningMax)
                    throw new InvalidOperationException($"ejabberd does not listen. Its output ends with:\n{process.LogEnd()}");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    /// <summary>Asked for: deleted files would come back from the log of its database.</summary>
    public async Task LoseRoomsAsync()
    {
        foreach (var room in JsonSerializer.Deserialize<string[]>(await AskAsync("muc_online_rooms", new { service = GroupChatDomain }))!)
            await AskAsync("destroy_room", new { name = room.Split('@')[0], service = GroupChatDomain });
        await KillAsync();
        await StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> AskAsync<T>(string command, T arguments)
    {
        using var http = new HttpClient();
        // With its length: ejabberd takes no chunked bodies.
        using var request = new StringContent(JsonSerializer.Serialize(arguments), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{httpPort}/api/{command}"), request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false; // not yet
        }
    }

    private string Configuration(ProsodyComponent component, IReadOnlyList<string> admins, int filePort, string filesUrl) => $$"""
        hosts: ["xmpp.test"]
        loglevel: info
        certfiles: []
        auth_method: internal
        auth_password_format: plain
        disable_sasl_mechanisms: []
        listen:
          - { port: {{clientPort}}, ip: "127.0.0.1", module: ejabberd_c2s, starttls: false, max_stanza_size: 1048576, access: c2s }
          - { port: {{ComponentPort}}, ip: "127.0.0.1", module: ejabberd_service, access: all, hosts: { "{{component.Domain}}": { password: "{{component.Secret}}" } } }
          - { port: {{httpPort}}, ip: "127.0.0.1", module: ejabberd_http, request_handlers: { /api: mod_http_api } }
          - { port: {{filePort}}, ip: "127.0.0.1", module: ejabberd_http, request_handlers: { /upload: mod_http_upload } }
        acl:
          local: { user_regexp: "" }
          bridge: { server: "{{component.Domain}}" }
          admin: { user: [{{string.Join(", ", admins.Select(a => $"\"{a}\""))}}] }
        access_rules: { c2s: { allow: all }, bridge_access: { allow: bridge }, admins: { allow: admin } }
        api_permissions: { "loopback": { from: [ mod_http_api ], who: { ip: "127.0.0.1/8" }, what: [ "*" ] } }
        registration_timeout: infinity
        modules:
          mod_adhoc: {}
          mod_disco: {}
          mod_ping: {}
          mod_roster: { versioning: true }
          mod_register: { ip_access: all }
          mod_carboncopy: {}
          mod_stream_mgmt: {}
          mod_caps: {}
          mod_pubsub: { plugins: [ flat, pep ] }
          mod_mam: { default: always }
          mod_vcard: {}
          mod_muc: { host: "conference.xmpp.test", access: all, access_admin: admins, access_create: all, max_users: 5000, default_room_options: { mam: true, persistent: true, anonymous: true } }
          mod_muc_admin: {}
          mod_http_upload: { host: "upload.xmpp.test", put_url: "{{filesUrl}}upload", docroot: "{{folder}}/upload", access: all, max_size: 1048576 }
        {{(component.Privileged ? "  mod_privilege: { message: { outgoing: bridge_access } }" : "")}}

        """;
}
