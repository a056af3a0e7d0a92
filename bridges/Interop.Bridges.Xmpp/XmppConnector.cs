using System.Collections.Concurrent;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Messages;

namespace Interop.Bridges.Xmpp;

/// <summary>
/// XMPP as an external component (XEP-0114): every foreign user is an address in the component's domain. Direct chats are plain chats between a person and such an
/// address; gated rooms are members-only rooms that the bridge makes for one person; observed rooms are rooms of native people in which the bridge and ghosts sit.
/// </summary>
internal sealed class XmppConnector : IConnector, IShowsGhosts, IGatedPortals, IObservedPortals, IAnswersInvites, ISendsFormatting, ISendsReplies, ISendsEdits, ISendsRetractions,
    IFetchesFiles, ISendsFiles, ISyncsMembership, ISetsRoomProfile, IPuppets, ICountsMessages
{
    public const string NetworkName = "xmpp";
    private const int TextOctetsMax = 64 * 1024;
    private readonly XmppOptions options;
    private readonly ConnectorServices services;
    private readonly GhostNames names;
    private readonly ConcurrentDictionary<string, string> shown = new(StringComparer.Ordinal);
    private Session? session;

    public XmppConnector(XmppOptions options, ConnectorServices services)
    {
        this.options = options;
        this.services = services;
        names = new GhostNames(options.Domain);
        Description = new ConnectorDescription
        {
            Network = NetworkName,
            Connector = $"Interop XMPP {typeof(XmppConnector).Assembly.GetName().Version?.ToString(3)}",
            Bot = new NativeUserId(options.Domain),
            Encryption = "transport",
            TextOctetsMax = Math.Min(TextOctetsMax, options.StanzaOctetsMax / 7),
            Notes = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["formatting"] = "Emphasis, strike, code and quotations as message styling; tables, colours and headings become text.",
                ["retract"] = "Clients are asked to hide the message; those that do not know retraction show a sentence instead.",
                ["membership"] = "Who goes offline in an open room counts as leaving after a while.",
            },
        };
    }

    public ConnectorDescription Description { get; }

    public NativeFormatting Formatting => NativeFormatting.Styling;

    /// <inheritdoc/>
    public async Task StartAsync(IBridgeCore core, CancellationToken cancellationToken)
    {
        session = new Session(options, names, core, services);
        await session.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => session?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (session is not null)
            await session.DisposeAsync();
        session = null;
    }

    /// <inheritdoc/>
    public Task<NativeSent> SendAsync(NativeMessage message, CancellationToken cancellationToken) =>
        Session.Outbound.SendAsync(message, () => MessageWriter.Text(message), cancellationToken);

    /// <inheritdoc/>
    public Task<NativeSent> SendReplyAsync(NativeReply reply, CancellationToken cancellationToken) => Session.Outbound.SendReplyAsync(reply, cancellationToken);

    /// <inheritdoc/>
    public Task<NativeSent> SendEditAsync(NativeEdit edit, CancellationToken cancellationToken) => Session.Outbound.SendEditAsync(edit, cancellationToken);

    /// <inheritdoc/>
    public Task FetchAsync(InboundFile file, NativeUserId sender, Stream to, long octetsMax, CancellationToken cancellationToken) =>
        Session.Files.FetchAsync(file, sender, to, octetsMax, cancellationToken);

    /// <inheritdoc/>
    public Task<NativeSent> SendFileAsync(NativeFile file, CancellationToken cancellationToken) => Session.Outbound.SendFileAsync(file, cancellationToken);

    /// <inheritdoc/>
    public Task<NativeSent> SendRetractionAsync(NativeRetraction retraction, CancellationToken cancellationToken) =>
        Session.Outbound.SendRetractionAsync(retraction, cancellationToken);

    /// <inheritdoc/>
    public Task<NativeSent> SendMembershipAsync(NativeMembership membership, CancellationToken cancellationToken) =>
        Session.Outbound.SendMembershipAsync(membership, cancellationToken);

    /// <inheritdoc/>
    public Task<NativeSent> SendRoomProfileAsync(NativeRoomProfile profile, CancellationToken cancellationToken) => Session.Outbound.SendProfileAsync(profile, cancellationToken);

    /// <inheritdoc/>
    public NativeUserId NameGhost(GhostAddress address) => names.Name(address);

    /// <inheritdoc/>
    public GhostAddress? ReadGhost(NativeUserId account) => names.Read(account);

    /// <inheritdoc/>
    public bool IsGhost(NativeUserId account) => names.IsGhost(account);

    /// <inheritdoc/>
    public Task AnswerInviteAsync(NativeRoomId room, NativeUserId invited, bool accept, CancellationToken cancellationToken) =>
        Session.Invitations.AnswerAsync(room.Value, invited.Value, shown.GetValueOrDefault(invited.Value, invited.Value.Split('@')[0]), accept, cancellationToken);

    /// <inheritdoc/>
    public async Task ShowGhostAsync(Ghost ghost, CancellationToken cancellationToken)
    {
        shown[ghost.Account.Value] = ghost.DisplayName;
        // Addresses of a component need not be made; only where the ghost already sits, its name may have changed.
        foreach (var room in Session.Rooms.All.Where(r => r.NickOf(ghost.Account.Value) is not null))
            await Session.Entrance.RenameAsync(room, ghost.Account.Value, ghost.DisplayName, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<OpenedPortal> OpenAsync(GatedPortalRequest request, CancellationToken cancellationToken)
    {
        if (request.Direct)
        {
            var ghost = request.Ghosts[0].Account;
            return new OpenedPortal(new DirectChat(request.Person.Value, ghost.Value).Room, ghost);
        }
        return new OpenedPortal(new NativeRoomId(await Session.Gated.OpenAsync(request, cancellationToken)), Description.Bot);
    }

    /// <inheritdoc/>
    public Task<ObservedRoom> ObserveAsync(NativeRoomId room, CancellationToken cancellationToken) =>
        Session.Observed.ObserveAsync(
            Jid.TryParse(room.Value, out var jid) && jid.Local.Length > 0 && jid.Resource.Length == 0
                ? jid.Bare
                : throw new NativeRefusedException($"'{room.Value}' is no address of an XMPP room."),
            cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(NativeRoomId room, CancellationToken cancellationToken) => Session.Observed.LeaveAsync(room.Value, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CanActAsAsync(NativeUserId account, CancellationToken cancellationToken) => Task.FromResult(Session.Privileges.CanSendAs(account.Value));

    /// <inheritdoc/>
    public IAsyncEnumerable<NativeEventId> CountAsync(NativePortal portal, NativeSpan span, CancellationToken cancellationToken) =>
        Session.Written.CountAsync(portal, span, cancellationToken);

    private Session Session => session ?? throw new InvalidOperationException("The connector is not started.");
}
