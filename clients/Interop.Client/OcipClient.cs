using System.Net.Http.Headers;
using Interop.Client.Live;
using Interop.Client.Officers;
using Interop.Client.Sync;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Signatures;

namespace Interop.Client;

/// <summary>
/// The published client API over HTTP (spec 13), for one token. Refusals are <see cref="OcipProblemException"/>; a server that
/// cannot be reached is HttpRequestException. Safe for concurrent use.
/// </summary>
public sealed class OcipClient : IDisposable
{
    internal const string BasePath = "ocip/v1/";

    private readonly HttpClient http;
    private readonly HttpClient files;
    private readonly HttpCalls calls;
    private readonly string? token;
    private readonly TimeProvider time;

    /// <param name="server">Root of the server, such as https://chat.example.org/; the API's path is added.</param>
    /// <param name="token">Bearer token; null for the public calls only.</param>
    /// <param name="handler">Transport to use instead of the default, not disposed of; null for the default.</param>
    /// <param name="time">Clock of back-off and time limits; null for the system's.</param>
    public OcipClient(Uri server, string? token, HttpMessageHandler? handler = null, TimeProvider? time = null)
    {
        Server = server;
        this.token = token;
        this.time = time ?? TimeProvider.System;
        http = Open(handler);
        // A large file takes as long as it takes; who waits has the token of the call.
        files = Open(handler);
        files.Timeout = Timeout.InfiniteTimeSpan;
        calls = new HttpCalls(http);
        Admin = new AdminClient(calls);
        Archive = new ArchiveClient(calls, this.time);
        Retention = new RetentionClient(calls);
        SignIn = new SignInClient(calls);
        Health = new HealthClient(calls);
        Policies = new PolicyClient(calls);
        Evidence = new EvidenceClient(calls);
        Supervision = new SupervisionClient(calls, this.time);
        Preservation = new PreservationClient(calls);
        Privacy = new PrivacyClient(calls);
        Participant = new ParticipantClient(calls);
        Hours = new HoursClient(calls);
        Labour = new LabourClient(calls);
        Media = new MediaClient(new HttpCalls(files));
    }

    /// <summary>Root of the server.</summary>
    public Uri Server { get; }

    /// <summary>Calls that need scope admin.</summary>
    public AdminClient Admin { get; }

    /// <summary>Calls that need scope archive.</summary>
    public ArchiveClient Archive { get; }

    /// <summary>Retention schedule and dispositions.</summary>
    public RetentionClient Retention { get; }

    /// <summary>Signing in, and who may.</summary>
    public SignInClient SignIn { get; }

    /// <summary>Whether everything works.</summary>
    public HealthClient Health { get; }
    /// <summary>The policy book and reviews.</summary>
    public PolicyClient Policies { get; }

    /// <summary>Witnesses, time stamps, and how long records are kept.</summary>
    public EvidenceClient Evidence { get; }

    /// <summary>Reviews, and what came of them.</summary>
    public SupervisionClient Supervision { get; }

    /// <summary>Cases and legal holds.</summary>
    public PreservationClient Preservation { get; }

    /// <summary>Requests of people about their own records.</summary>
    public PrivacyClient Privacy { get; }

    /// <summary>Sending later, urgent messages, finding people, consent.</summary>
    public ParticipantClient Participant { get; }
    /// <summary>Who may be disturbed when.</summary>
    public HoursClient Hours { get; }

    /// <summary>After-hours work: of those whom the role may see, and the own.</summary>
    public LabourClient Labour { get; }

    /// <summary>Files of messages.</summary>
    public MediaClient Media { get; }

    /// <summary>Number of records in the server's log. Needs no token.</summary>
    public async Task<long> RecordsAsync(CancellationToken stop = default) =>
        (await calls.GetAsync("health", OcipJson.Default.JsonElement, stop)).GetProperty("records").GetInt64();

    /// <summary>The server's public keys. Fetching them proves nothing: pin them (see <see cref="Receipts.ReceiptVerifier"/>).</summary>
    public Task<JsonWebKeySet> KeysAsync(CancellationToken stop = default) =>
        calls.GetAsync("keys", OcipJson.Default.JsonWebKeySet, stop);

    /// <summary>Who the token speaks for.</summary>
    public Task<Whoami> WhoamiAsync(CancellationToken stop = default) =>
        calls.GetAsync("client/whoami", OcipJson.Default.Whoami, stop);

    /// <summary>The supervision declared for this persona: to be shown before the first send, and again when a send is refused with 5.2.0.</summary>
    /// <param name="language">BCP 47; null for what the transport says, in the end English.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<SupervisionView> SupervisionAsync(string? language = null, CancellationToken stop = default) =>
        calls.GetAsync($"client/supervision{(language is null ? "" : $"?language={Uri.EscapeDataString(language)}")}", OcipJson.Default.SupervisionView, stop);

    /// <summary>Reports a message to the organisation; nobody in the room learns of it.</summary>
    public Task ReportAsync(AbuseReport report, CancellationToken stop = default) => calls.SendAsync(HttpMethod.Post, "client/reports", report, OcipJson.Default.AbuseReport, stop);

    /// <summary>The person was shown this and goes on: archived, and from then on the persona may send.</summary>
    public Task AcknowledgeAsync(SupervisionView shown, CancellationToken stop = default) =>
        calls.SendAsync(
            HttpMethod.Post, "client/supervision/acknowledgement",
            new SupervisionAcknowledgement(shown.Declaration.Notice.Version, shown.Declaration.Notice.Digest, shown.Language), OcipJson.Default.SupervisionAcknowledgement, stop);

    /// <summary>The rooms that this persona is in.</summary>
    public async Task<RoomView[]> RoomsAsync(CancellationToken stop = default) =>
        (await calls.GetAsync("client/rooms", OcipJson.Default.RoomList, stop)).Rooms;

    /// <summary>Who of these (at most 50) may be disturbed now; those to whom this persona may not write are left out.</summary>
    public async Task<Reachable[]> ReachableAsync(IEnumerable<UserId> users, CancellationToken stop = default) =>
        (await calls.GetAsync($"client/reachable?{string.Join('&', users.Select(user => $"user={Uri.EscapeDataString(user.Value)}"))}", OcipJson.Default.ReachableList, stop)).People;

    public Task<RoomView> RoomAsync(RoomId room, CancellationToken stop = default) =>
        calls.GetAsync($"client/rooms/{room.Uuid:D}", OcipJson.Default.RoomView, stop);

    /// <summary>A new group room, or the direct room of two users (the same one however often it is asked for).</summary>
    public Task<RoomView> CreateRoomAsync(CreateRoomRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "client/rooms", request, OcipJson.Default.CreateRoomRequest, OcipJson.Default.RoomView, stop);

    /// <summary>Events of a room with seq above <paramref name="afterSeq"/>, at most <paramref name="limit"/>.</summary>
    public Task<SyncFrame> HistoryAsync(RoomId room, long afterSeq = 0, int limit = 100, CancellationToken stop = default) =>
        calls.GetAsync($"client/rooms/{room.Uuid:D}/events?afterSeq={afterSeq}&limit={limit}", OcipJson.Default.SyncFrame, stop);

    /// <summary>For whom one's own messages in a room wait, and what for: each message and recipient, the newest first.</summary>
    public Task<DeliveryStatus[]> WaitingAsync(RoomId room, CancellationToken stop = default) =>
        calls.GetAsync($"client/rooms/{room.Uuid:D}/waiting", OcipJson.Default.DeliveryStatusArray, stop);

    /// <summary>
    /// One transaction, one try. <see cref="Submitting.Submitter"/> batches and retries; use it unless you keep transactions yourself.
    /// </summary>
    public Task<SubmitResponse> SubmitAsync(SubmitRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "client/submit", request, OcipJson.Default.SubmitRequest, OcipJson.Default.SubmitResponse, stop);

    /// <summary>Tells the server that everything up to the cursor is safe here.</summary>
    public Task AckAsync(long cursor, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "client/ack", new CursorAck(cursor), OcipJson.Default.CursorAck, stop);

    /// <summary>One long poll: the items after the cursor, waiting up to <paramref name="waitMs"/> (0 to 30000) for the first.</summary>
    /// <param name="after">Cursor; null for the acknowledged one, -1 for the start.</param>
    /// <param name="waitMs">Milliseconds.</param>
    /// <param name="stop">Ends the wait.</param>
    public Task<SyncFrame> PollAsync(long? after, int waitMs = 0, CancellationToken stop = default) =>
        calls.GetAsync($"client/sync?waitMs={waitMs}{(after is null ? "" : $"&after={after}")}", OcipJson.Default.SyncFrame, stop);

    /// <summary>
    /// The stream over server-sent events, until cancelled: reconnects with back-off and resumes by cursor, and neither loses nor
    /// repeats an item. Ends with an <see cref="OcipProblemException"/> only when the server refuses for good.
    /// </summary>
    /// <param name="after">Cursor; null for the acknowledged one, -1 for the start.</param>
    /// <param name="stop">Ends the stream.</param>
    public IAsyncEnumerable<SyncFrame> SyncAsync(long? after, CancellationToken stop = default) => SyncAsync(after, static _ => { }, stop);

    /// <summary>The same, and tells how the connection is: true whenever it stands, false whenever it broke and is tried again.</summary>
    /// <param name="after">Cursor; null for the acknowledged one, -1 for the start.</param>
    /// <param name="linked">Called on any thread, and not waited for.</param>
    /// <param name="stop">Ends the stream.</param>
    public IAsyncEnumerable<SyncFrame> SyncAsync(long? after, Action<bool> linked, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(linked);
        return ResumingStream.RunAsync(after, (cursor, token) => SseEvents.ReadAsync(calls, new SseStream<SyncFrame>("client/sync", OcipJson.Default.SyncFrame, linked), cursor, time, token), time, stop);
    }

    /// <summary>The live binding (SignalR over WebSocket) with the same token; connects on first use.</summary>
    public OcipLive Live() => new(Server, token, time);

    public void Dispose()
    {
        http.Dispose();
        files.Dispose();
    }

    private HttpClient Open(HttpMessageHandler? handler)
    {
        var opened = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        opened.BaseAddress = new Uri(new Uri(Server.AbsoluteUri.TrimEnd('/') + "/"), BasePath);
        if (token is not null)
            opened.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return opened;
    }
}
