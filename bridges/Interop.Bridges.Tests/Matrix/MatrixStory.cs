using Interop.Bridges.Native;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.Storage;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Tests.Core;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>The whole Matrix bridge between a real Synapse and the scripted server, with Carol, an employee, on the server.</summary>
internal sealed class MatrixStory : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ocip-matrix-bridge-").FullName;
    private readonly SynapseFixture fixture;
    private readonly List<MatrixClient> clients = [];

    private MatrixStory(SynapseFixture fixture, ScriptedServer server)
    {
        this.fixture = fixture;
        Server = server;
        Carol = server.AddUser("carol", "Carol");
    }

    public static NativeUserId CarolsGhost => new("@ocip_carol:hs.test");

    public ScriptedServer Server { get; }

    public BridgeCore Core { get; private set; } = null!;

    public UserId Carol { get; }

    public static async Task<MatrixStory> BeginAsync(SynapseFixture fixture, FaultPoints? faults = null)
    {
        await fixture.DrainAsync();
        var story = new MatrixStory(fixture, await ScriptedServer.StartAsync());
        await story.StartAsync(faults);
        return story;
    }

    public async Task StartAsync(FaultPoints? faults = null)
    {
        var settings = new BridgeSettings
        {
            Server = Server.Address, Token = "bridge-token", DataFolder = folder, FirstPause = TimeSpan.FromMilliseconds(20), LastPause = TimeSpan.FromMilliseconds(200),
        };
        Core = new BridgeCore(fixture.NewConnector(), settings, TimeProvider.System, Logging.Factory, faults ?? FaultPoints.None);
        await Core.StartAsync(CancellationToken.None);
    }

    /// <summary>A Matrix person whom the server knows as an outsider.</summary>
    public async Task<(MatrixPerson Person, UserId User)> OutsiderAsync(string name)
    {
        var person = await PersonAsync(name);
        return (person, Server.AddUser($"b-{person.Client.UserId[1..^8]}", name, "bridged", new NetworkAccount("matrix", person.Account.Value)));
    }

    /// <summary>A Matrix person who is an employee: the account is linked to a work persona.</summary>
    public async Task<(MatrixPerson Person, UserId User)> EmployeeAsync(string name)
    {
        var person = await PersonAsync(name);
        return (person, Server.AddUser($"{person.Client.UserId[1..^8]}", name, "work", new NetworkAccount("matrix", person.Account.Value)));
    }

    public RoomId RoomOf(NativeRoomId native) => Server.Portals.Last(p => p.NativeRoom == native.Value).Room;

    public Task<Portal> PortalAsync(RoomId room, UserId? person) =>
        Eventually.Async(() => Server.Portals.LastOrDefault(p => p.Room == room && p.Person == person), "the portal");

    public Task ReportedAsync(int count) => Eventually.Holds(() => Server.Reports.Count >= count, $"{count} delivery reports");

    public Task SubmittedAsync(int count) => Eventually.Holds(() => Server.Submitted.Count >= count && Core.Health.InboxDepth == 0, $"{count} events to be submitted");

    public async ValueTask DisposeAsync()
    {
        await Core.DisposeAsync();
        await Server.DisposeAsync();
        foreach (var client in clients)
            await client.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<MatrixPerson> PersonAsync(string name)
    {
        var client = await fixture.NewPersonAsync(name);
        clients.Add(client);
        return new MatrixPerson(client);
    }
}
