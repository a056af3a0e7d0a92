using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>A started connector with a core that records, and the acts that most stories begin with.</summary>
internal sealed class MatrixStage : IAsyncDisposable
{
    public static readonly RoomId Room = RoomId.Parse("ocip://acme.example/r/0198c7a0-0000-7000-8000-000000000001");

    private readonly SynapseFixture fixture;
    private readonly List<MatrixClient> clients = [];
    private int acts;

    private MatrixStage(SynapseFixture fixture, IConnector connector)
    {
        this.fixture = fixture;
        Connector = connector;
        Core = new RecordingCore(connector);
    }

    public IConnector Connector { get; private set; }

    public RecordingCore Core { get; }

    public static async Task<MatrixStage> StartAsync(SynapseFixture fixture, params (string Name, string? Value)[] settings)
    {
        await fixture.DrainAsync();
        var stage = new MatrixStage(fixture, fixture.NewConnector(settings));
        await stage.Connector.StartAsync(stage.Core, CancellationToken.None);
        await Eventually.Holds(() => stage.Core.Connected, "ReportConnected");
        return stage;
    }

    public async Task StopConnectorAsync()
    {
        await Connector.StopAsync(CancellationToken.None);
        await Connector.DisposeAsync();
    }

    /// <summary>The bridge after a restart, with the same core.</summary>
    public async Task StartConnectorAgainAsync()
    {
        Connector = fixture.NewConnector();
        await Connector.StartAsync(Core, CancellationToken.None);
    }

    public async Task<MatrixPerson> PersonAsync(string name)
    {
        var client = await fixture.NewPersonAsync(name);
        clients.Add(client);
        return new MatrixPerson(client);
    }

    public async Task<Ghost> GhostAsync(string name, string? displayName = null)
    {
        var ghost = Core.GhostOf(new GhostAddress(GhostAddress.Ocip, name), displayName ?? name);
        await ((IShowsGhosts)Connector).ShowGhostAsync(ghost, CancellationToken.None);
        return ghost;
    }

    public static GatedPortalRequest Request(MatrixPerson person, bool direct, params Ghost[] ghosts) => new()
    {
        Room = Room, Direct = direct, Person = person.Account, Ghosts = ghosts, Name = direct ? null : "Projekt",
        Key = TransactionKey.Of(person.Account, "portal", new NativeRoomId(Room.Value)),
    };

    /// <summary>A gated portal, the person being in it.</summary>
    public async Task<NativePortal> OpenAsync(MatrixPerson person, bool direct, params Ghost[] ghosts)
    {
        var opened = await ((IGatedPortals)Connector).OpenAsync(Request(person, direct, ghosts), CancellationToken.None);
        var portal = new NativePortal { NativeRoom = opened.Room, Room = Room, Kind = PortalKind.Gated, Direct = direct, Person = person.Account, Voice = opened.Voice };
        Core.Portals[opened.Room] = portal;
        Core.GhostsIn[opened.Room] = ghosts;
        await person.JoinAsync(opened.Room);
        return portal;
    }

    /// <summary>A room of native people with the bot in it, as observed portal.</summary>
    public async Task<NativePortal> ObserveAsync(MatrixPerson owner, params MatrixPerson[] others)
    {
        var room = await owner.MakeRoomAsync("Projekt");
        foreach (var other in others)
        {
            await owner.InviteAsync(room, other.Account);
            await other.JoinAsync(room);
        }

        await owner.InviteAsync(room, Connector.Description.Bot);
        var entered = await ((IObservedPortals)Connector).ObserveAsync(room, CancellationToken.None);
        return Core.Portals[room] = new NativePortal { NativeRoom = room, Room = Room, Kind = PortalKind.Observed, Direct = false, Voice = entered.Voice };
    }

    public NativeMessage Message(NativePortal portal, Ghost ghost, string text, string? html = null) => new()
    {
        Portal = portal, Sender = ghost.Account, SenderKind = SenderKind.Ghost, SenderName = ghost.DisplayName, Author = ghost.User,
        Key = TransactionKey.Of(ghost.Account, $"event-{++acts}", portal.NativeRoom), CreatedAt = TimeProvider.System.GetUtcNow(),
        Kind = MessageKind.Text, Text = text, Html = html,
    };

    public static NativeTarget TargetOf(NativeSent sent, NativeUserId sender) => new(sent.Id!.Value, sent.Aliases, sender, null);

    public static Task<SeenMessage> SeesAsync(MatrixPerson person, NativeRoomId room, Func<SeenMessage, bool> fits, string what) =>
        Eventually.AsyncFrom(async () => (await person.TimelineAsync(room)).FirstOrDefault(fits), what);

    public async ValueTask DisposeAsync()
    {
        await StopConnectorAsync();
        foreach (var client in clients)
            await client.DisposeAsync();
    }
}
