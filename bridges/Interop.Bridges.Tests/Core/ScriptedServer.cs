using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;
using Interop.Protocol.Supervision;
using Interop.Protocol.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Bridges.Tests.Core;

/// <summary>The server's side of the bridge API, real HTTP and JSON, with what is needed to tell a bridge a story: who exists, what is judged how, what the stream says.</summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    public static readonly ProviderName Provider = ProviderName.Parse("acme.example");
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly Dictionary<UserId, UserView> users = [];
    private readonly Dictionary<(string, string), UserId> accounts = [];
    private readonly Dictionary<RoomId, RoomView> rooms = [];
    private readonly Dictionary<(TransactionId, int), (string Draft, SubmitResult Answer)> answers = [];
    private readonly Dictionary<string, SubmitResult> byNativeId = [];
    private readonly Dictionary<TransactionId, RoomId> made = [];
    private readonly List<SyncItem> items = [];
    // Replaced as a whole, so that a test may read while the bridge goes on.
    private ImmutableList<EventDraft> submitted = [];
    private ImmutableList<SubmitRequest> transactions = [];
    private ImmutableList<DeliveryReport> reports = [];
    private ImmutableList<NativeCount> counts = [];
    private ImmutableList<BridgeStatus> statuses = [];
    private ImmutableList<NoticePosted> notices = [];
    private ImmutableList<Portal> portals = [];
    private ImmutableList<ContactRequest> contacts = [];
    private long counter;

    private ScriptedServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <summary>Set: an HTTP status with which requests to a path (such as bridge/submit) fail.</summary>
    public Func<string, int?>? Fail { get; set; }

    /// <summary>Set: judges a draft; null means the usual.</summary>
    public Func<EventDraft, SubmitResult?>? Judge { get; set; }

    /// <summary>People of other organisations are in the rooms: what would be sealed is refused.</summary>
    public bool LeavesTheOrganisation { get; set; }

    public bool RefusePortals { get; set; }

    /// <summary>Closes the stream after each frame.</summary>
    public bool CutStream { get; set; }

    /// <summary>Sends every frame from the start, whatever the bridge asks for.</summary>
    public bool ForgetCursor { get; set; }

    /// <summary>Accepted drafts, each once, in order.</summary>
    public IReadOnlyList<EventDraft> Submitted => submitted;

    /// <summary>Requests to submit, repeats included.</summary>
    public IReadOnlyList<SubmitRequest> Transactions => transactions;

    /// <summary>Set: refuses a transaction as a whole.</summary>
    public Func<SubmitRequest, bool>? RefuseTransaction { get; set; }

    /// <summary>Octets of the largest request to submit.</summary>
    public long TransactionOctets { get; private set; }

    public IReadOnlyList<DeliveryReport> Reports => reports;

    public IReadOnlyList<NativeCount> Counts => counts;

    /// <summary>Whether the bridge had its network, each time that it has said so.</summary>
    public IReadOnlyList<BridgeStatus> Statuses => statuses;

    public IReadOnlyList<NoticePosted> Notices => notices;

    public IReadOnlyList<Portal> Portals => portals;

    /// <summary>What was said of accounts of networks, in order.</summary>
    public IReadOnlyList<ContactRequest> Contacts => contacts;

    /// <summary>Group rooms that bridges made.</summary>
    public int RoomsMade
    {
        get
        {
            lock (gate)
                return made.Count;
        }
    }

    /// <summary>Files that were put in, by digest, and who put them in.</summary>
    public ConcurrentDictionary<string, (byte[] Octets, string By)> Media { get; } = new();

    /// <summary>Octets of the largest file that is taken.</summary>
    public long MediaOctetsMax { get; set; } = 1024 * 1024;

    /// <summary>The scanner finds something in every file.</summary>
    public bool Infected { get; set; }

    /// <summary>Users who are not given files.</summary>
    public HashSet<string> Withheld { get; } = new(StringComparer.Ordinal);

    public CapabilityManifest? Manifest { get; private set; }

    /// <summary>The cursor that the bridge acknowledged last; -1 before the first.</summary>
    public long Acked { get; private set; } = -1;

    public NoticeText Notice { get; set; } = new("7", new Dictionary<string, string> { ["en"] = "This conversation is recorded.", ["pt"] = "Esta conversa é gravada." });

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = builder.Build();
        var server = new ScriptedServer(host);
        host.Run(server.AnswerAsync);
        await host.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }

    /// <summary>Somebody of another provider.</summary>
    public UserId AddForeigner(string local, string provider, string name)
    {
        lock (gate)
        {
            var user = UserId.Of(ProviderName.Parse(provider), local);
            users[user] = new UserView { User = user, DisplayName = name, Persona = "work", Accounts = [], Foreign = true };
            return user;
        }
    }

    public UserId AddUser(string local, string name, string persona = "work", params NetworkAccount[] links)
    {
        lock (gate)
        {
            var user = UserId.Of(Provider, local);
            users[user] = new UserView { User = user, DisplayName = name, Persona = persona, Accounts = links };
            foreach (var link in links)
                accounts[(link.Network, link.Account)] = user;
            return user;
        }
    }

    public RoomView AddRoom(string kind, string? name, params UserId[] participants)
    {
        lock (gate)
        {
            var room = RoomId.Of(Provider, Guid.CreateVersion7());
            return rooms[room] = new RoomView
            {
                Room = room, Kind = kind, Name = name, Participants = [.. participants.Select(Participant)], Portals = [], Head = 1,
            };
        }
    }

    /// <summary>The room's state has what another organisation declares of its supervision.</summary>
    public void Declare(RoomId room, SupervisionDeclaration declared)
    {
        lock (gate)
            rooms[room] = rooms[room] with { Supervision = [.. rooms[room].Supervision ?? [], declared] };
    }

    public RoomView Room(RoomId room)
    {
        lock (gate)
            return rooms[room];
    }

    public void AddParticipant(RoomId room, UserId user)
    {
        lock (gate)
            rooms[room] = rooms[room] with { Participants = [.. rooms[room].Participants, Participant(user)] };
    }

    public UserId? UserOf(string network, string account)
    {
        lock (gate)
            return accounts.TryGetValue((network, account), out var user) ? user : null;
    }

    public EventId NextEvent() => EventId.Of(SHA256.HashData(Encoding.UTF8.GetBytes($"event {Interlocked.Increment(ref counter)}")));

    /// <summary>Puts an event into the bridge's stream.</summary>
    public OcipEvent Push(RoomId room, UserId sender, string type, JsonElement content, UserId[] recipients, Relation? relates = null, JsonElement? state = null, bool? released = null) =>
        Push(
            new OcipEvent
            {
                Id = NextEvent(),
                Header = new EventHeader
                {
                    Type = type, Room = room, Sender = sender, Origin = Provider, Created = Now, ContentDigest = new string('A', 43), Relates = relates, State = state,
                },
                Body = new EventBody { Salt = new string('A', 43), Content = content },
                Hub = new HubEntry(1, new string('A', 43), Now),
            },
            recipients,
            released);

    public OcipEvent Push(OcipEvent news, UserId[] recipients, bool? released = null)
    {
        Push(new SyncItem { Position = 0, Kind = SyncItem.KindEvent, Event = news, Recipients = recipients, Released = released });
        return news;
    }

    public void Push(SyncItem item)
    {
        lock (gate)
            items.Add(item with { Position = items.Count });
    }

    public OcipEvent PushMessage(RoomId room, UserId sender, string text, UserId[] recipients, string? html = null, EventId? replyTo = null) => Push(
        room, sender, EventTypes.Message, Content(text, html), recipients, replyTo is { } target ? new Relation(Relation.InReplyTo, target) : null);

    /// <summary>Content of events that have none.</summary>
    public static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    /// <summary>Octets that the server has.</summary>
    public MediaId PutMedia(byte[] octets, string by = "")
    {
        var digest = Base64Url.EncodeToString(SHA256.HashData(octets));
        Media[digest] = (octets, by);
        return MediaId.Of(Provider, digest);
    }

    /// <summary>A message with files.</summary>
    public OcipEvent PushFiles(RoomId room, UserId sender, string? text, UserId[] recipients, params PersonFile[] files) =>
        Push(room, sender, EventTypes.Message, ContentOf(text, files), recipients);

    /// <summary>Content of a text with files, which the server then has.</summary>
    public JsonElement ContentOf(string? text, params PersonFile[] files)
    {
        ContentPart[] parts = [.. text is null ? Array.Empty<ContentPart>() : [MessageText.Of(text).Part], .. files.Select(PartOf)];
        var part = parts is [var only] ? only : new ContentPart { Cardinality = "multi", Semantics = "processAll", Parts = parts };
        return JsonSerializer.SerializeToElement(new MessageContent { Part = part }, OcipJson.Default.MessageContent);
    }

    private ContentPart PartOf(PersonFile file)
    {
        var id = PutMedia(file.Octets);
        return new ContentPart
        {
            Cardinality = "external", Disposition = "attachment", ContentType = file.ContentType, Url = id.Value, Digest = id.Digest, Size = file.Octets.Length, Filename = file.Name,
        };
    }

    public static JsonElement Content(string text, string? html = null) => JsonSerializer.SerializeToElement(MessageText.Of(text, html), OcipJson.Default.MessageContent);

    private static string Now => WireTime.Format(TimeProvider.System.GetUtcNow());

    private ParticipantView Participant(UserId user)
    {
        var view = users[user];
        return new ParticipantView(user, view.DisplayName, view.Persona, view.Persona == "bridged" ? view.Accounts[0].Network : null, "member");
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!["/ocip/v1/".Length..];
        if (Fail?.Invoke(path) is { } status)
        {
            await ProblemAsync(http, Problem.Of(DecisionCodes.ArchiveUnavailable) with { Status = status });
            return;
        }
        if (http.Request.Headers.Authorization != "Bearer bridge-token")
        {
            await ProblemAsync(http, Problem.Of(DecisionCodes.Unauthenticated));
            return;
        }
        switch ($"{http.Request.Method} {path}")
        {
            case "GET bridge/sync":
                await StreamAsync(http);
                break;
            case "PUT bridge/manifest":
                Manifest = await ReadAsync(http, OcipJson.Default.CapabilityManifest);
                break;
            case "PUT bridge/contacts":
                await ContactAsync(http, await ReadAsync(http, OcipJson.Default.ContactRequest));
                break;
            case "PUT bridge/rooms/direct":
                var direct = await ReadAsync(http, OcipJson.Default.DirectRoomRequest);
                await WriteAsync(http, DirectRoom(direct.From, direct.To), OcipJson.Default.RoomView);
                break;
            case "POST bridge/rooms":
                await WriteAsync(http, GroupRoom(await ReadAsync(http, OcipJson.Default.BridgeRoomRequest)), OcipJson.Default.RoomView);
                break;
            case "DELETE bridge/portals":
                var closed = http.Request.Query["nativeRoom"].ToString();
                ImmutableInterlocked.Update(ref portals, known => known.RemoveAll(p => p.NativeRoom == closed));
                break;
            case "PUT bridge/portals" when RefusePortals:
                await ProblemAsync(http, Problem.Of(DecisionCodes.NotFound, "no such room"));
                break;
            case "PUT bridge/portals":
                var portal = await ReadAsync(http, OcipJson.Default.Portal);
                Add(ref portals, portal);
                break;
            case "GET bridge/notice":
                await WriteAsync(http, Notice, OcipJson.Default.NoticeText);
                break;
            case "POST bridge/notices":
                await ToldAsync(await ReadAsync(http, OcipJson.Default.NoticePosted));
                break;
            case "POST bridge/submit":
                await SubmitAsync(http, await ReadAsync(http, OcipJson.Default.SubmitRequest));
                break;
            case "POST bridge/reports":
                foreach (var report in (await ReadAsync(http, OcipJson.Default.DeliveryReports)).Reports)
                    Add(ref reports, report);
                break;
            case "POST bridge/counts":
                Add(ref counts, await ReadAsync(http, OcipJson.Default.NativeCount));
                break;
            case "PUT bridge/status":
                Add(ref statuses, await ReadAsync(http, OcipJson.Default.BridgeStatus));
                break;
            case "POST bridge/ack":
                Acked = (await ReadAsync(http, OcipJson.Default.CursorAck)).Cursor;
                break;
            case "POST bridge/media":
                await MediaAsync(http);
                break;
            default:
                await LookUpAsync(http, path);
                break;
        }
    }

    private async Task MediaAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MediaOctetsMax)
        {
            await ProblemAsync(http, Problem.Of(DecisionCodes.TooLarge, $"A file has at most {MediaOctetsMax} octets."));
            return;
        }
        if (Infected)
        {
            await ProblemAsync(http, Problem.Of(DecisionCodes.MediaInfected));
            return;
        }
        using var octets = new MemoryStream();
        await http.Request.Body.CopyToAsync(octets);
        var id = PutMedia(octets.ToArray(), http.Request.Query["user"].ToString());
        await WriteAsync(http, new MediaView(id, id.Digest, octets.Length, "application/octet-stream", Now), OcipJson.Default.MediaView);
    }

    /// <summary>A user of this provider is known by the local part as well.</summary>
    private static string NameIn(string path)
    {
        var name = path["bridge/users/".Length..];
        return name.EndsWith($"@{Provider}", StringComparison.Ordinal) ? name[..name.LastIndexOf('@')] : name;
    }

    private async Task LookUpAsync(HttpContext http, string path)
    {
        UserView? user = null;
        RoomView? room = null;
        byte[]? media = null;
        lock (gate)
        {
            if (path.StartsWith("bridge/media/", StringComparison.Ordinal) && Media.GetValueOrDefault(path["bridge/media/".Length..]) is { } kept
                && (!Withheld.Contains(http.Request.Query["user"].ToString())))
                media = kept.Octets;
            else if (path.StartsWith("bridge/users/", StringComparison.Ordinal))
                user = users.Values.FirstOrDefault(u => (u.Foreign == true ? u.User.Short : u.User.Local) == NameIn(path));
            else if (path.StartsWith("bridge/rooms/", StringComparison.Ordinal))
                room = rooms.Values.FirstOrDefault(r => r.Room.Uuid.ToString("D") == path["bridge/rooms/".Length..]);
        }
        if (media is not null)
            await http.Response.Body.WriteAsync(media);
        else if (user is not null)
            await WriteAsync(http, user, OcipJson.Default.UserView);
        else if (room is not null)
            await WriteAsync(http, room, OcipJson.Default.RoomView);
        else
            await ProblemAsync(http, Problem.Of(DecisionCodes.NotFound, $"no {path}"));
    }

    private async Task ContactAsync(HttpContext http, ContactRequest request)
    {
        UserView? view;
        lock (gate)
        {
            contacts = contacts.Add(request);
            if (!accounts.TryGetValue((request.Network, request.Account), out var user))
            {
                if (request.Network is not ("fake" or "xmpp"))
                    view = null;
                else
                    user = AddUser($"b{accounts.Count + 1}", request.DisplayName ?? request.Account, "bridged", new NetworkAccount(request.Network, request.Account));
            }
            view = users.GetValueOrDefault(user);
        }
        if (view is null)
            await ProblemAsync(http, Problem.Of(DecisionCodes.NotFound, "no bridge to that network"));
        else
            await WriteAsync(http, view, OcipJson.Default.UserView);
    }

    private RoomView GroupRoom(BridgeRoomRequest request)
    {
        lock (gate)
        {
            if (!made.TryGetValue(request.Transaction, out var room))
                made.Add(request.Transaction, room = AddRoom("group", request.Name, [request.Creator, .. request.Participants]).Room);
            return rooms[room];
        }
    }

    private RoomView DirectRoom(UserId one, UserId other)
    {
        lock (gate)
        {
            return rooms.Values.FirstOrDefault(r => r.Kind == "direct" && r.Participants.Select(p => p.User).ToHashSet().SetEquals([one, other]))
                ?? AddRoom("direct", null, one, other);
        }
    }

    private Task ToldAsync(NoticePosted notice)
    {
        lock (gate)
        {
            notices = notices.Add(notice);
            foreach (var user in notice.Users)
                users[user] = users[user] with { NoticeVersion = notice.Version };
        }
        return Task.CompletedTask;
    }

    private async Task SubmitAsync(HttpContext http, SubmitRequest request)
    {
        SubmitResponse? response = null;
        lock (gate)
        {
            transactions = transactions.Add(request);
            TransactionOctets = Math.Max(TransactionOctets, JsonSerializer.SerializeToUtf8Bytes(request, OcipJson.Default.SubmitRequest).Length);
            if (EventValidator.CheckTransaction(request) is null && RefuseTransaction?.Invoke(request) is not true)
                response = new SubmitResponse(request.Transaction, Answers(request));
        }
        if (response is null)
            await ProblemAsync(http, Problem.Of(DecisionCodes.Malformed, "The transaction cannot be read."));
        else
            await WriteAsync(http, response, OcipJson.Default.SubmitResponse);
    }

    /// <summary>Where one has to come again, so have those after it: else they would overtake it.</summary>
    private SubmitResult[] Answers(SubmitRequest request)
    {
        var results = new List<SubmitResult>();
        foreach (var draft in request.Events)
            results.Add(results is [.., { Code: ['4', ..] } busy] ? busy : Answer(request.Transaction, results.Count, draft));
        return [.. results];
    }

    /// <summary>A draft is known by its transaction and place, and by its native event.</summary>
    private SubmitResult Answer(TransactionId transaction, int ordinal, EventDraft draft)
    {
        var text = JsonSerializer.Serialize(draft, OcipJson.Default.EventDraft);
        if (answers.TryGetValue((transaction, ordinal), out var before))
            return before.Draft == text ? before.Answer : new SubmitResult { Code = DecisionCodes.TransactionConflict.Code };
        var native = $"{draft.Provenance!.NativeRoom} {draft.Provenance.NativeId}";
        if (!byNativeId.TryGetValue(native, out var answer))
        {
            answer = Judge?.Invoke(draft) ?? Usual(draft);
            if (answer.Code.StartsWith('4'))
                return answer;
            if (answer.Code.StartsWith('2'))
                (byNativeId[native], submitted) = (answer, submitted.Add(draft));
        }
        answers[(transaction, ordinal)] = (text, answer);
        return answer;
    }

    private SubmitResult Usual(EventDraft draft)
    {
        if (EventValidator.CheckDraft(draft, TimeProvider.System.GetUtcNow()) is { } fault)
            return new SubmitResult { Code = fault.Code.Code, Detail = fault.Detail };
        var sender = users[draft.Sender!.Value];
        var told = sender.Persona != "bridged" || sender.NoticeVersion == Notice.Version || draft.Type == EventTypes.Membership;
        return new SubmitResult { Code = told ? "2.0.0" : LeavesTheOrganisation ? "5.2.0" : "2.0.1", Event = NextEvent(), Seq = Submitted.Count + 1, Index = Submitted.Count };
    }

    private async Task StreamAsync(HttpContext http)
    {
        var after = ForgetCursor ? -1 : long.TryParse(http.Request.Query["after"], out var cursor) ? cursor : -1;
        http.Response.ContentType = "text/event-stream";
        await http.Response.Body.FlushAsync(http.RequestAborted);
        while (!http.RequestAborted.IsCancellationRequested)
        {
            SyncItem[] news;
            lock (gate)
                news = [.. items.Where(i => i.Position > after)];
            if (news.Length > 0)
            {
                after = news[^1].Position;
                var frame = JsonSerializer.Serialize(new SyncFrame(after, [], news), OcipJson.Default.SyncFrame);
                await http.Response.WriteAsync($"id: {after}\nevent: frame\ndata: {frame}\n\n", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                if (CutStream)
                    return;
            }
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(15), TimeProvider.System, http.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Add<T>(ref ImmutableList<T> list, T entry)
    {
        lock (gate)
            list = list.Add(entry);
    }

    private static async Task<T> ReadAsync<T>(HttpContext http, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        (await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted))!;

    private static Task WriteAsync<T>(HttpContext http, T answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        http.Response.WriteAsJsonAsync(answer, type, cancellationToken: http.RequestAborted);

    private static Task ProblemAsync(HttpContext http, Problem problem)
    {
        http.Response.StatusCode = problem.Status;
        return http.Response.WriteAsJsonAsync(problem, OcipJson.Default.Problem, "application/problem+json", http.RequestAborted);
    }
}
