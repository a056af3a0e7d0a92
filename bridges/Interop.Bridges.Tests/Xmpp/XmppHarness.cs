using System.Text.Json;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.RealServers.Processes;
using Interop.Bridges.RealServers.Prosody;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Tests.Xmpp.Servers;
using Interop.Bridges.Xmpp;
using Interop.Bridges.Xmpp.Rooms;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>
/// A fresh real Prosody with the XMPP connector's settings for it. With INTEROP_XMPP_SERVER=ejabberd the same tests run against the machine's ejabberd.
/// </summary>
public sealed class XmppHarness : IConnectorHarness
{
    public const string Domain = "bridge.xmpp.test";
    private const string Secret = "component-secret";
    private readonly Dictionary<string, XmppPerson> people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> settings;
    private readonly CapturedLog log = new();

    private XmppHarness(IXmppServer server, BreakableLink files, Dictionary<string, string?> more)
    {
        Files = files;
        Server = server;
        Link = new BreakableLink(server.ComponentPort);
        settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["connectors:xmpp:host"] = "127.0.0.1",
            ["connectors:xmpp:port"] = $"{Link.Port}",
            ["connectors:xmpp:domain"] = Domain,
            ["connectors:xmpp:secret"] = Secret,
            ["connectors:xmpp:leaveDelaySeconds"] = "1",
        };
        foreach (var (name, value) in more)
            settings[$"connectors:xmpp:{name}"] = value;
        Connector = Restarted();
    }

    public IXmppServer Server { get; }

    public IConnector Connector { get; }

    /// <summary>Between the connector and the server.</summary>
    internal BreakableLink Link { get; }

    /// <summary>Between everybody and the files that the server keeps.</summary>
    internal BreakableLink Files { get; }

    public bool DropsRepeatedKeys => true;

    public bool DirectChatsBeginWithAnInvitation => false;

    /// <summary>What the connector logged.</summary>
    internal CapturedLog Log => log;

    public string Conference => Server.GroupChatDomain;

    public static async Task<XmppHarness> StartAsync(
        bool privileged = true, Dictionary<string, string?>? settings = null, IReadOnlyList<string>? admins = null)
    {
        var component = new ProsodyComponent(Domain, Secret, privileged);
        var port = FreePort.Take();
        var files = new BreakableLink(port);
        var url = $"http://127.0.0.1:{files.Port}/";
        var server = IsEjabberd
            ? await EjabberdXmppServer.StartAsync(component, admins ?? [], port, url)
            : await ProsodyXmppServer.StartAsync(component, admins ?? [], port, url);
        return new XmppHarness(server, files, settings ?? []);
    }

    /// <summary>Where the two servers differ in what they do to clients, tests ask.</summary>
    public static bool IsEjabberd => Environment.GetEnvironmentVariable("INTEROP_XMPP_SERVER") == "ejabberd";

    public IConnector Restarted()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new XmppConnectorFactory().Create(configuration.GetSection("connectors:xmpp"), new ConnectorServices(new LoggerFactory([log]), TimeProvider.System));
    }

    public async Task<INativePerson> PersonAsync(string name) => await XmppPersonAsync(name);

    /// <summary>The same, with what only XMPP people can do.</summary>
    internal async Task<XmppPerson> XmppPersonAsync(string name)
    {
        if (people.TryGetValue(name, out var person))
            return person;
        await Server.CreateUserAsync(name, "password");
        return people[name] = new XmppPerson(await LoginAsync(name), Conference);
    }

    /// <summary>One more client of a person.</summary>
    public Task<XmppClient> LoginAsync(string name) => Server.LoginAsync(name, "password");

    public void FilesAway(bool away)
    {
        if (away)
            Files.Cut();
        else
            Files.Mend();
    }

    public bool CountsDirectChats => false;

    /// <summary>The bridge is made to believe that it has read the room up to there.</summary>
    public Task LoseAsync(RecordingCore core, NativeRoomId room, NativeEventId last) => core.RememberAsync($"history/{room}", ReadUpTo(last), CancellationToken.None);

    /// <summary>The connector's note of how far a room was read, an hour from now by its clock: nothing is read again either.</summary>
    internal static string ReadUpTo(NativeEventId last) => JsonSerializer.Serialize(new HistoryMark(last.Value, TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)));

    public async ValueTask DisposeAsync()
    {
        await Files.DisposeAsync();
        foreach (var person in people.Values)
            await person.Client.DisposeAsync();
        await Link.DisposeAsync();
        await Server.DisposeAsync();
    }
}
