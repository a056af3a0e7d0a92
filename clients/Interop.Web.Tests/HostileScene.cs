using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;

namespace Interop.Web.Tests;

/// <summary>Markup and scripts wherever somebody can write: names, texts, files, rooms, cases, policies, classes, and what a bridge brings from its network.</summary>
internal sealed class HostileScene(WebWorld world)
{
    /// <summary>Each would set ran, or the title, if it were taken for more than text.</summary>
    public static readonly string[] Texts =
    [
        "<script>window.ran=1;document.title='ran'</script>", "<img src=x onerror=\"window.ran=1\">", "<svg/onload=window.ran=1>", "\"'><iframe srcdoc='<script>parent.ran=1</script>'>", "javascript:window.ran=1",
        "{{constructor.constructor('window.ran=1')()}}", "<style>*{display:none!important}</style>", "<a href=\"javascript:window.ran=1\">x</a>", "<!--Blazor:{\"type\":\"server\"}-->", "\" autofocus onfocus=\"window.ran=1",
    ];

    // The first is markup too, and is found in the first of the texts.
    private static readonly string[] Terms = ["\"<script>window.ran\"", "onerror", "onload"];
    private static readonly string Name = Texts[1];
    private static readonly string Title = Texts[0];

    /// <summary>Account of the one whose names and texts these are.</summary>
    public string Mallory { get; private set; } = "";

    /// <summary>Address of the room, for somebody in it.</summary>
    public string RoomPath { get; private set; } = "";

    public string Case { get; private set; } = "";

    public async Task MakeAsync(string reader)
    {
        Mallory = await world.PersonAsync("Mallory", displayName: Name);
        using var evil = await world.ClientOfAsync(Mallory);
        var room = (await evil.CreateRoomAsync(new CreateRoomRequest("group", [UserId.Parse($"ocip://acme.example/u/{reader}")], Title, Name))).Room;
        RoomPath = $"/chat/{reader}/{room.Provider.Value}/{room.Uuid:D}";
        await FlagAsync(reader, room);
        var media = await evil.Media.UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes(Title)), "text/html");
        EventDraft[] drafts =
        [
            .. Texts.Select(text => Draft(room, MessageText.Of(text))), Draft(room, MessageText.Of("plain", "<b onclick=\"window.ran=1\">rich</b>" + Title)),
            Draft(room, new MessageContent { Part = MediaClient.PartOf(media, Name + ".html", "text/html") }),
        ];
        await evil.SubmitAsync(new SubmitRequest(TransactionId.Create(TimeProvider.System), drafts));
        using var own = await world.ClientOfAsync(reader);
        await own.ReportAsync(await ReportAsync(own, room));
        await BridgeAsync(reader);
        await OfficeAsync(reader);
    }

    private static async Task<AbuseReport> ReportAsync(OcipClient client, RoomId room)
    {
        var frame = await client.HistoryAsync(room);
        var said = frame.Items.First(i => i.Event?.Header.Type == EventTypes.Message).Event!;
        return new AbuseReport { Room = room, Event = said.Id, Reason = Title };
    }

    /// <summary>A policy of this room alone, in force: what is said there comes to be reviewed, with its hits marked.</summary>
    private async Task FlagAsync(string reader, RoomId room)
    {
        using var author = new OcipClient(world.Server, (await world.Office.Admin.CreateTokenAsync(reader, new TokenRequest(["policy"]))).Token);
        using var second = new OcipClient(world.Server, (await world.Office.Admin.CreateTokenAsync(await world.OfRoleAsync("policy"), new TokenRequest(["policy"]))).Token);
        var settings = JsonSerializer.SerializeToElement(new { terms = Terms });
        var draft = await author.Policies.DraftAsync("hostile", new() { Kind = "lexicon", Action = "flag", Message = Title, Scope = new PolicyScopeView { Rooms = [room] }, Settings = settings }, etag: null);
        await second.Policies.ApproveAsync(await author.Policies.ProposeAsync(draft));
    }

    /// <summary>A contact, a room and HTML of a network.</summary>
    private async Task BridgeAsync(string reader)
    {
        var token = (await world.Office.Admin.RegisterBridgeAsync(new BridgeRequest("hostile"))).Token;
        using var http = new HttpClient { BaseAddress = new Uri(world.Server, "ocip/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await SendAsync(http, HttpMethod.Put, "bridge/manifest", new JsonObject
        {
            ["network"] = "hostile", ["connector"] = Title, ["portals"] = new JsonArray("gated"), ["features"] = new JsonObject { ["text"] = "kept", ["formatting"] = "lost", ["thread"] = "degraded" },
            ["notes"] = new JsonObject { ["thread"] = Name }, ["encryption"] = "none", ["textOctetsMax"] = 4000,
        });
        var eve = (string)(await SendAsync(http, HttpMethod.Put, "bridge/contacts", new JsonObject { ["network"] = "hostile", ["account"] = Title, ["displayName"] = Name }))!["user"]!;
        var room = (string)(await SendAsync(http, HttpMethod.Post, "bridge/rooms", new JsonObject
        {
            ["transaction"] = TransactionId.Create(TimeProvider.System).Value, ["creator"] = eve, ["participants"] = new JsonArray($"ocip://acme.example/u/{reader}"), ["name"] = Title,
        }))!["room"]!;
        var html = new JsonObject { ["cardinality"] = "single", ["contentType"] = "text/html", ["content"] = string.Concat(Texts) };
        var plain = new JsonObject { ["cardinality"] = "single", ["contentType"] = "text/plain", ["content"] = string.Concat(Texts) };
        var part = new JsonObject { ["cardinality"] = "multi", ["semantics"] = "chooseOne", ["parts"] = new JsonArray(html, plain) };
        var provenance = new JsonObject { ["network"] = "hostile", ["account"] = Title, ["nativeId"] = Name, ["nativeRoom"] = Title, ["receivedAt"] = "2026-11-22T09:26:02.347Z", ["assurance"] = "receipt", ["fidelity"] = new JsonArray(Name) };
        await SendAsync(http, HttpMethod.Post, "bridge/submit", new JsonObject
        {
            ["transaction"] = TransactionId.Create(TimeProvider.System).Value,
            ["events"] = new JsonArray(new JsonObject { ["room"] = room, ["type"] = "message", ["content"] = new JsonObject { ["part"] = part }, ["sender"] = eve, ["provenance"] = provenance }),
        });
    }

    /// <summary>What officers write: cases, holds, requests, exports, classes.</summary>
    private async Task OfficeAsync(string reader)
    {
        using var officer = new OcipClient(world.Server, (await world.Office.Admin.CreateTokenAsync(reader, new TokenRequest(["records", "privacy", "investigator"]))).Token);
        Case = (await officer.Preservation.OpenCaseAsync(new CaseRequest(Title, Name))).Case.Value;
        await officer.Preservation.PlaceAsync(new HoldRequest(Case, new HeldScope { Users = [UserId.Parse($"ocip://acme.example/u/{Mallory}")] }, Title));
        await officer.Privacy.TakeAsync(new SubjectRequest(SubjectRequest.Objection, Title, UserId.Parse($"ocip://acme.example/u/{Mallory}")));
        await officer.Archive.ExportAsync(new ExportRequest(Title, [], new ExportScope()));
        var schedule = await officer.Retention.ScheduleAsync();
        await officer.Retention.SetScheduleAsync(new ScheduleRequest([.. schedule.Classes, new RetentionClass("hostile", "archived", Title, "P1D", AppliesTo: new RetentionScope(Labels: [Name]))]));
    }

    private static EventDraft Draft(RoomId room, MessageContent content) => new() { Room = room, Type = EventTypes.Message, Content = JsonSerializer.SerializeToElement(content, OcipJson.Default.MessageContent) };

    private static async Task<JsonNode?> SendAsync(HttpClient http, HttpMethod method, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Xunit.Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
