using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Xmpp;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>A real Prosody, the connector at work on it, and a core that records: what a story begins with.</summary>
internal sealed class XmppStage : IAsyncDisposable
{
    public static readonly RoomId Room = RoomId.Parse("ocip://acme.example/r/0198c7a0-0000-7000-8000-000000000001");
    private int events;

    private XmppStage(XmppHarness harness)
    {
        Harness = harness;
        Connector = (XmppConnector)harness.Connector;
        Core = new RecordingCore(Connector);
    }

    public XmppHarness Harness { get; }

    public XmppConnector Connector { get; private set; }

    public RecordingCore Core { get; }

    public static async Task<XmppStage> StartAsync(bool privileged = true, Dictionary<string, string?>? settings = null, IReadOnlyList<string>? admins = null)
    {
        var stage = new XmppStage(await XmppHarness.StartAsync(privileged, settings, admins));
        await stage.Connector.StartAsync(stage.Core, CancellationToken.None);
        await Eventually.Holds(() => stage.Core.Connected, "the connection");
        return stage;
    }

    public async Task StopConnectorAsync()
    {
        await Connector.StopAsync(CancellationToken.None);
        await Connector.DisposeAsync();
    }

    /// <summary>The bridge starts again, with the same core.</summary>
    public async Task StartConnectorAsync()
    {
        Connector = (XmppConnector)Harness.Restarted();
        await Connector.StartAsync(Core, CancellationToken.None);
    }

    public Task<XmppPerson> PersonAsync(string name) => Harness.XmppPersonAsync(name);

    public Ghost Ghost(string name, string? displayName = null) => Core.GhostOf(new GhostAddress(GhostAddress.Ocip, name), displayName ?? name);

    /// <summary>A gated portal that the person has entered.</summary>
    public Task<NativePortal> OpenAsync(XmppPerson person, bool direct, params Ghost[] ghosts) => OpenAsync(person, direct, 0, ghosts);

    /// <summary>The next one after a room that ended.</summary>
    public async Task<NativePortal> OpenAsync(XmppPerson person, bool direct, int generation, params Ghost[] ghosts)
    {
        var opened = await Connector.OpenAsync(
            new GatedPortalRequest
            {
                Room = Room, Direct = direct, Person = person.Account, Ghosts = ghosts, Name = direct ? null : "Projekt", Key = TransactionKey.Of(person.Account, $"portal/{generation}", new NativeRoomId(Room.Value)),
            },
            CancellationToken.None);
        var portal = new NativePortal { NativeRoom = opened.Room, Room = Room, Kind = PortalKind.Gated, Direct = direct, Person = person.Account, Voice = opened.Voice };
        Core.Portals[opened.Room] = portal;
        Core.GhostsIn[opened.Room] = ghosts;
        await person.JoinAsync(opened.Room);
        return portal;
    }

    /// <summary>An observed portal of a room, with ghosts in it.</summary>
    public async Task<NativePortal> ObserveAsync(NativeRoomId room, params Ghost[] ghosts)
    {
        var entered = await Connector.ObserveAsync(room, CancellationToken.None);
        var portal = new NativePortal { NativeRoom = room, Room = Room, Kind = PortalKind.Observed, Direct = false, Voice = entered.Voice };
        Core.Portals[room] = portal;
        Core.GhostsIn[room] = ghosts;
        foreach (var ghost in ghosts)
            await JoinAsync(portal, ghost);
        return portal;
    }

    public Task<NativeSent> JoinAsync(NativePortal portal, Ghost ghost, MembershipChange change = MembershipChange.Join) => Connector.SendMembershipAsync(
        new NativeMembership
        {
            Portal = portal, Sender = portal.Voice, SenderKind = SenderKind.Bot, SenderName = "", CreatedAt = TimeProvider.System.GetUtcNow(), Key = NextKey(ghost.Account, portal),
            Subject = ghost.Account, SubjectName = ghost.DisplayName, SubjectIsGhost = true, Change = change,
        },
        CancellationToken.None);

    public NativeMessage Message(NativePortal portal, Ghost ghost, string text) => new()
    {
        Portal = portal, Sender = ghost.Account, SenderKind = SenderKind.Ghost, SenderName = ghost.DisplayName, Author = ghost.User, Key = NextKey(ghost.Account, portal),
        CreatedAt = TimeProvider.System.GetUtcNow(), Kind = MessageKind.Text, Text = text,
    };

    public Task<NativeSent> SayAsync(NativePortal portal, Ghost ghost, string text) => Connector.SendAsync(Message(portal, ghost, text), CancellationToken.None);

    public TransactionKey NextKey(NativeUserId account, NativePortal portal) => TransactionKey.Of(account, $"event-{++events}", portal.NativeRoom);

    /// <summary>What the core has of this room, in order.</summary>
    public IReadOnlyList<string> Texts(NativeRoomId room) => [.. Core.Accepted.OfType<InboundMessage>().Where(m => m.Room == room).Select(m => m.Text)];

    /// <summary>Makes the core know a message, as it does once it has been accepted.</summary>
    public void Remember(InboundMessage message)
    {
        var target = new NativeTarget(message.Id, message.Aliases, message.Sender, message.Text);
        foreach (var id in message.Aliases.Select(a => a.Id).Prepend(message.Id))
            Core.Targets[(message.Room, id)] = target;
    }

    public void Remember(NativePortal portal, NativeSent sent, NativeUserId sender, string text)
    {
        var target = new NativeTarget(sent.Id!.Value, sent.Aliases, sender, text);
        foreach (var id in sent.Aliases.Select(a => a.Id).Prepend(sent.Id.Value))
            Core.Targets[(portal.NativeRoom, id)] = target;
    }

    public async ValueTask DisposeAsync()
    {
        await StopConnectorAsync();
        await Harness.DisposeAsync();
    }
}
