using System.Reflection;
using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Files;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Inbound;
using Interop.Bridges.Matrix.Outbound;
using Interop.Bridges.Matrix.Portals;
using Interop.Bridges.Native;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Matrix;

/// <summary>Matrix by an application service (spec v1.12): the parts, put together. What each does is written at its type.</summary>
internal sealed class MatrixConnector : IConnector, IShowsGhosts, IGatedPortals, IObservedPortals, IAnswersInvites, ISendsFormatting, ISendsReplies,
    ISendsEdits, ISendsRetractions, IFetchesFiles, ISendsFiles, ISendsCaptions, ISyncsMembership, ISetsRoomProfile, IPuppets, ICountsMessages
{
    public const string NetworkName = "matrix";

    /// <summary>
    /// Octets of one text: with every quote and line end escaped it is rarely more than an event holds; what is more goes in parts.
    /// </summary>
    public const int TextOctetsMax = 48_000;

    private readonly MatrixOptions options;
    private readonly ConnectorServices services;
    private readonly SocketsHttpHandler handler;
    private readonly HttpClient http;
    private readonly MatrixHomeserverClient homeserver;
    private readonly Puppets? puppets;
    private readonly MediaTransfer media;
    private readonly EchoMark marks;
    private readonly RoomEntry rooms = new();
    private Running? running;

    public MatrixConnector(MatrixOptions options, ConnectorServices services)
    {
        this.options = options;
        this.services = services;
        handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), MaxConnectionsPerServer = HomeserverLimits.ConnectionsMax, AllowAutoRedirect = false, UseCookies = false };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var log = services.Loggers.CreateLogger("Interop.Bridges.Matrix.Homeserver");
        homeserver = new MatrixHomeserverClient(http, options.Homeserver, options.AsToken, services.Time, log);
        puppets = options.PuppetToken is null ? null
            : new Puppets(new MatrixHomeserverClient(http, options.Homeserver, options.PuppetToken, services.Time, log), options.ServerName, services.Time);
        media = new MediaTransfer(homeserver, user => IsGhost(new NativeUserId(user.Value)));
        marks = new EchoMark(options.AsToken);
        Description = new ConnectorDescription
        {
            Network = NetworkName,
            Connector = $"Interop Matrix {typeof(MatrixConnector).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}",
            Bot = new NativeUserId(options.BotUser.Value),
            Encryption = "transport",
            TextOctetsMax = TextOctetsMax,
            Notes = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["reaction"] = "From Matrix as a text that answers the message.",
                ["thread"] = "From Matrix as an answer to the thread's first message.",
            },
        };
    }

    public ConnectorDescription Description { get; }

    public NativeFormatting Formatting => NativeFormatting.Html;

    public async Task StartAsync(IBridgeCore core, CancellationToken cancellationToken)
    {
        running = Running.Make(this, core);
        await running.Listener.StartAsync(cancellationToken);
        running.Watch.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (running is not { } parts)
            return;
        running = null;
        await parts.Listener.StopAsync(cancellationToken);
        await parts.Watch.DisposeAsync();
        await parts.Listener.DisposeAsync();
        parts.Ingress.Dispose();
        parts.Lag.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        http.Dispose();
        handler.Dispose();
    }

    public NativeUserId NameGhost(GhostAddress address) => new(MatrixUserId.Of(GhostLocalpart.Of(address), options.ServerName).Value);

    public GhostAddress? ReadGhost(NativeUserId account) =>
        IsGhost(account) ? GhostLocalpart.Read(MatrixUserId.Parse(account.Value).Localpart) : null;

    public bool IsGhost(NativeUserId account) =>
        MatrixUserId.TryParse(account.Value, out var user) && user.Server == options.ServerName && user.Localpart.StartsWith(GhostLocalpart.Prefix, StringComparison.Ordinal);

    public Task ShowGhostAsync(Ghost ghost, CancellationToken cancellationToken) => NativeFailures.RunAsync(async () =>
    {
        var user = MatrixUserId.Parse(ghost.Account.Value);
        await homeserver.RegisterAsync(user.Localpart, cancellationToken);
        await homeserver.SetDisplayNameAsync(user, DisplayText.Fold(ghost.DisplayName, DisplayText.PersonNameOctetsMax), cancellationToken);
    });

    public Task<OpenedPortal> OpenAsync(GatedPortalRequest request, CancellationToken cancellationToken) =>
        NativeFailures.RunAsync(() => Parts.Gated.OpenAsync(request, cancellationToken));

    public Task<ObservedRoom> ObserveAsync(NativeRoomId room, CancellationToken cancellationToken) =>
        NativeFailures.RunAsync(() => Parts.Observed.ObserveAsync(room.Value, cancellationToken));

    public Task LeaveAsync(NativeRoomId room, CancellationToken cancellationToken) =>
        NativeFailures.RunAsync(() => Parts.Observed.LeaveAsync(MatrixRoomId.Parse(room.Value), cancellationToken));

    public Task AnswerInviteAsync(NativeRoomId room, NativeUserId invited, bool accept, CancellationToken cancellationToken) =>
        NativeFailures.RunAsync(() => Parts.Invitations.AnswerAsync(MatrixRoomId.Parse(room.Value), MatrixUserId.Parse(invited.Value), accept, cancellationToken));

    public Task<NativeSent> SendAsync(NativeMessage message, CancellationToken cancellationToken)
    {
        var fidelity = new List<string>();
        return NativeFailures.RunAsync(() => Parts.Acts.SendAsync(message, MessageWriter.Write(message, fidelity), fidelity, cancellationToken));
    }

    public Task<NativeSent> SendReplyAsync(NativeReply reply, CancellationToken cancellationToken)
    {
        var fidelity = new List<string>();
        return NativeFailures.RunAsync(() => Parts.Acts.SendAsync(reply.Message, MessageWriter.WriteReply(reply, fidelity), fidelity, cancellationToken));
    }

    public Task<NativeSent> SendEditAsync(NativeEdit edit, CancellationToken cancellationToken)
    {
        var fidelity = new List<string>();
        var content = MessageWriter.WriteEdit(edit, fidelity) ?? throw new NativeRefusedException("The new text is larger than a Matrix event can be, and a change cannot be sent in parts.");
        return NativeFailures.RunAsync(() => Parts.Acts.SendAsync(edit.Message, [content], fidelity, cancellationToken));
    }

    public Task FetchAsync(InboundFile file, NativeUserId sender, Stream to, long octetsMax, CancellationToken cancellationToken) =>
        NativeFailures.RunAsync(() => media.FetchAsync(file, to, octetsMax, cancellationToken));

    public Task<NativeSent> SendFileAsync(NativeFile file, CancellationToken cancellationToken) => NativeFailures.RunAsync(async () =>
        await Parts.Acts.SendAsync(file, [await media.MessageAsync(file, cancellationToken)], [], cancellationToken));

    public Task<NativeSent> SendCaptionAsync(NativeEdit edit, CancellationToken cancellationToken) => NativeFailures.RunAsync(async () =>
    {
        var (room, target) = (MatrixRoomId.Parse(edit.Message.Portal.NativeRoom.Value), MatrixEventId.Parse(edit.Target.Id.Value));
        var sent = await homeserver.GetContentAsync(room, target, MatrixUserId.Parse(edit.Message.Portal.Voice.Value), cancellationToken)
            ?? throw new NativeRefusedException("The file is not there any more.");
        return await Parts.Acts.SendAsync(edit.Message, [FileWriter.WriteCaption(JsonObject.Create(sent)!, edit)], [], cancellationToken);
    });

    public Task<NativeSent> SendRetractionAsync(NativeRetraction retraction, CancellationToken cancellationToken) =>
        NativeFailures.RunAsync(() => Parts.Acts.RetractAsync(retraction, cancellationToken));

    public Task<NativeSent> SendMembershipAsync(NativeMembership membership, CancellationToken cancellationToken) =>
        NativeFailures.RunAsync(() => Parts.Members.SendAsync(membership, cancellationToken));

    public Task<NativeSent> SendRoomProfileAsync(NativeRoomProfile profile, CancellationToken cancellationToken) =>
        NativeFailures.RunAsync(() => Parts.Members.SendProfileAsync(profile, cancellationToken));

    public Task<bool> CanActAsAsync(NativeUserId account, CancellationToken cancellationToken) =>
        puppets is not null && MatrixUserId.TryParse(account.Value, out var user)
            ? NativeFailures.RunAsync(() => puppets.CanActAsAsync(user, cancellationToken)) : Task.FromResult(false);

    public IAsyncEnumerable<NativeEventId> CountAsync(NativePortal portal, NativeSpan span, CancellationToken cancellationToken) =>
        Parts.Written.CountAsync(portal, span, cancellationToken);

    private Running Parts => running ?? throw new InvalidOperationException("the connector is not started");

    /// <summary>What exists between start and stop.</summary>
    private sealed record Running(
        AppServiceListener Listener, Ingress Ingress, HomeserverWatch Watch, IngressLag Lag, GatedRooms Gated, ObservedRooms Observed, Invitations Invitations, ActSender Acts,
        MembershipSender Members, WrittenMessages Written)
    {
        public static Running Make(MatrixConnector connector, IBridgeCore core)
        {
            var (options, homeserver, rooms, time) = (connector.options, connector.homeserver, connector.rooms, connector.services.Time);
            ILogger Log(string name) => connector.services.Loggers.CreateLogger($"Interop.Bridges.Matrix.{name}");
            bool IsOwn(MatrixUserId user) => core.IsOwn(new NativeUserId(user.Value));
            var lag = new IngressLag(user => user.Server == options.ServerName && !IsOwn(user), time, Log(nameof(IngressLag)));
            var closing = new RoomClosing(core, options, homeserver, rooms);
            var guard = new PortalGuard(core, options, homeserver, rooms, closing, time, Log(nameof(PortalGuard)));
            var translator = new EventTranslator(core, connector.marks, new NativeNames(homeserver, time), IsOwn);
            var watch = new HomeserverWatch(options, homeserver, core, lag, time, Log(nameof(HomeserverWatch)));
            var ingress = new Ingress(core, translator, rooms, guard, lag);
            var observed = new ObservedRooms(core, options, homeserver, rooms, closing, guard);
            var endpoint = new AppServiceEndpoint(
                new HomeserverToken(options.HsToken), new TransactionIntake(ingress, options.BusyMax, time), new UserQueries(core, connector, options.BotUser),
                watch.PokeAfter, Log(nameof(AppServiceEndpoint)));
            return new Running(
                new AppServiceListener(options.Listen, endpoint.HandleAsync, connector.services.Loggers), ingress, watch, lag,
                new GatedRooms(options, homeserver, rooms, closing),
                observed,
                new Invitations(core, options, homeserver, rooms, observed, ingress),
                new ActSender(homeserver, connector.puppets, connector.marks, rooms, guard),
                new MembershipSender(homeserver, rooms),
                new WrittenMessages(homeserver, connector.marks, IsOwn));
        }
    }
}
