using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Answers;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Files;
using Interop.Bridges.Xmpp.Messages;
using Interop.Bridges.Xmpp.Puppets;
using Interop.Bridges.Xmpp.Rooms;
using Interop.Bridges.Xmpp.Xml;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Xmpp;

/// <summary>
/// The connector at work: puts the parts together and sorts what arrives. Answers to our own queries and reflections of our own messages are handed over at once, by
/// the stream's reader; everything else that says something goes through the pump, in order; queries of others are answered beside it.
/// </summary>
internal sealed partial class Session : IStreamListener, IAsyncDisposable
{
    private readonly IBridgeCore core;
    private readonly ComponentStream stream;
    private readonly InboundPump pump;
    private readonly Background background;
    private readonly PendingSends pending = new();
    private readonly SentActs sent = new();
    private readonly RoomMembers members;
    private readonly RoomHistory history;
    private readonly RoomInbound inbound;
    private readonly RoomKeeper keeper;
    private readonly DirectInbound direct;
    private readonly PuppetMark mark;
    private readonly QueryAnswers queries;
    private readonly PresenceAnswers presences;
    private readonly ILogger log;

    public Session(XmppOptions options, GhostNames names, IBridgeCore core, ConnectorServices services)
    {
        this.core = core;
        var time = services.Time;
        log = services.Loggers.CreateLogger("Interop.Bridges.Xmpp");
        stream = new ComponentStream(options, XmlLimits.Default, this, time, log);
        pump = new InboundPump(core, time, log);
        background = new Background(log);
        mark = new PuppetMark(options.Secret);
        history = new RoomHistory(core, stream, time);
        members = new RoomMembers(core, pump, names, options, background, time);
        var admin = new RoomAdmin(stream, options);
        Entrance = new RoomEntrance(stream, admin, options, time);
        Gated = new GatedRooms(core, Rooms, Entrance, admin, history, options);
        Observed = new ObservedRooms(core, Rooms, Entrance, admin, history, members, pump, names, options, time);
        keeper = new RoomKeeper(core, Rooms, Entrance, admin, history, Gated, Observed, pump, background, stream, names, options, time, log)
        {
            Inbound = () => inbound!,
        };
        var uploads = new UploadService(stream, options);
        Files = new FileTransfer(uploads, new FileHosts(uploads, options, time));
        var offer = new MessageOffer(core, pump, time);
        inbound = new RoomInbound(pump, offer, members, history, sent, names, time, log) { Events = keeper };
        Written = new WrittenMessages(Rooms, history, names);
        direct = new DirectInbound(stream, offer, Rooms, names, mark, options);
        Invitations = new Invitations(core, pump, Rooms, Observed, keeper, stream, background, options, time);
        queries = new QueryAnswers(core, names, options);
        presences = new PresenceAnswers(core);
        Outbound = new Outbound(stream, Rooms, keeper, Entrance, Gated, admin, pending, sent, Files, Privileges, mark, names, options, time);
    }

    public RoomTable Rooms { get; } = new();

    public FileTransfer Files { get; }

    public Privileges Privileges { get; } = new();

    public RoomEntrance Entrance { get; }

    public GatedRooms Gated { get; }

    public ObservedRooms Observed { get; }

    public Outbound Outbound { get; }

    public WrittenMessages Written { get; }

    public Invitations Invitations { get; }

    public async Task StartAsync(CancellationToken cancel)
    {
        pump.Start();
        keeper.Check();
        await stream.StartAsync(cancel);
    }

    /// <summary>Says good-bye to the server, then hands over everything that had arrived.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        await stream.StopAsync();
        await background.StopAsync();
        members.StopTimers();
        await pump.StopAsync(cancel);
        await history.SaveAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await background.StopAsync();
        members.StopTimers();
        await pump.StopAsync(new CancellationToken(canceled: true));
        pump.Dispose();
        background.Dispose();
        Files.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask ConnectedAsync()
    {
        await pump.PostAsync(() =>
        {
            keeper.ReturnToAll();
            return Task.CompletedTask;
        });
        core.ReportConnected();
    }

    /// <inheritdoc/>
    public async ValueTask DisconnectedAsync(string why)
    {
        var ended = new IOException($"The connection to the XMPP server ended: {why}");
        pending.FailAll(ended);
        Privileges.Clear();
        core.ReportDisconnected(why);
        // After what had still arrived: else a seat of the old connection would look like one of the new.
        await pump.PostAsync(() =>
        {
            foreach (var room in Rooms.All)
                room.LoseSeats(ended);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc/>
    public async ValueTask ReceiveAsync(XElement stanza, CancellationToken cancel)
    {
        if (!Jid.TryParse((string?)stanza.Attribute("from"), out var from) || !Jid.TryParse((string?)stanza.Attribute("to"), out _))
            return;
        switch (stanza.Name.LocalName)
        {
            case "iq":
                await AnswerAsync(stanza, stop => AsList(queries.AnswerAsync(stanza, stop)), cancel);
                break;
            case "presence" when Rooms.Find(from.Bare) is { } room && from.Resource.Length > 0:
                await pump.PostAsync(() => inbound.PresenceAsync(room, stanza));
                break;
            case "presence":
                if ((string?)stanza.Attribute("type") is "subscribe" or "unsubscribe" or "probe")
                    await AnswerAsync(stanza, stop => presences.AnswerAsync(stanza, stop), cancel);
                break;
            case "message":
                await MessageAsync(stanza, from);
                break;
            default:
                LogUnknown(stanza.Name.LocalName);
                break;
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReceiveRefusedAsync(InboundStanza stanza, CancellationToken cancel)
    {
        LogRefused(stanza.Octets, (string?)stanza.Element?.Attribute("from"), stanza.Refused);
        if (stanza.Element is not { } head || !Jid.TryParse((string?)head.Attribute("from"), out var from) || !Jid.TryParse((string?)head.Attribute("to"), out _))
            return;
        var type = (string?)head.Attribute("type");
        if (head.Name.LocalName == "message" && type == "groupchat" && Rooms.Find(from.Bare) is { } room)
            await pump.PostAsync(() => inbound.RefusedAsync(room, stanza));
        else if (head.Name.LocalName is "message" or "iq" && type is not ("error" or "result"))
            await stream.SendAsync(StanzaError.To(head, "modify", "policy-violation", $"Left out by the bridge: it does not take {stanza.Refused}."), cancel);
    }

    private async ValueTask MessageAsync(XElement message, Jid from)
    {
        var type = (string?)message.Attribute("type");
        if (type == "error")
        {
            if (!pending.Take(message))
                LogBounced(from.Bare, StanzaError.Read(message).Message);
            return;
        }
        if (Privileges.Take(message) || history.Take(message))
            return;
        var invite = Invitations.Read(message);
        if (invite is not null)
        {
            await Invitations.TakeAsync(message, invite);
            return;
        }
        if (Rooms.Find(from.Bare) is { } room)
        {
            if (type == "chat" || (type is null or "normal" && from.Resource.Length > 0))
            {
                await pump.PostAsync(() => direct.FromOccupantAsync(room, from.Resource, message));
                return;
            }
            var isAwaited = room.OwnByNick(from.Resource) is not null && pending.Take(message);
            if (isAwaited && (string?)message.Attribute("id") is { } id && SentActs.IsKey(id))
                sent.Add(new TransactionKey(id), RoomInbound.Sent(MessageReader.Read(message, room.Address).StanzaId, id));
            await pump.PostAsync(() => inbound.MessageAsync(room, message, isAwaited));
            return;
        }
        if (type == "groupchat")
            return; // of a room that we left
        if (mark.Read(message) is not null)
            pending.Take(message);
        await pump.PostAsync(() => direct.FromPersonAsync(from, message));
    }

    private async ValueTask AnswerAsync(XElement stanza, Func<CancellationToken, Task<IReadOnlyList<XElement>>> answer, CancellationToken cancel)
    {
        var started = background.Run(async stop =>
        {
            foreach (var reply in await answer(stop))
                await stream.SendAsync(reply, stop);
        });
        if (!started && stanza.Name.LocalName == "iq")
            await stream.SendAsync(StanzaError.To(stanza, "wait", "resource-constraint"), cancel);
    }

    private static async Task<IReadOnlyList<XElement>> AsList(Task<XElement> one) => [await one];

    [LoggerMessage(Level = LogLevel.Warning, Message = "A stanza of {Octets} octets from {From} was skipped: {Why}.")]
    private partial void LogRefused(long octets, string? from, string? why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message to {Peer} came back late: {Why}")]
    private partial void LogBounced(string peer, string why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Not a stanza: {Name}")]
    private partial void LogUnknown(string name);
}
