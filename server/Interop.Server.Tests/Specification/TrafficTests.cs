using System.Text.Json.Nodes;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>What a running server is asked and answers, request by request, is what spec/openapi.json and the schemas say.</summary>
[Collection(RealServerTests.Name)]
public sealed class TrafficTests
{
    private const string Carol = "ocip://acme.example/u/carol";
    // Between two organisations.
    // The certificate needs something that is due: see DispositionTests.
    private static readonly string[] NotOfThisTour = ["/ocip/v1/archive/dispositions/{certificate}", "/ocip/v1/federation/", "/ocip/v1/client/consents", "/ocip/v1/admin/peers/", "/ocip/v1/admin/rooms/{room}/handover", "/ocip/v1/admin/forks/", "/ocip/v1/archive/holds/{id}/refusal", "/ocip/v1/archive/checkpoint/cosigned"];
    // See RetentionRuleTests.
    private const string NeedsWhatIsDue = "/ocip/v1/archive/records/{index}";

    // Of a compliance proxy of its own, which has a tour of its own.
    private static readonly string[] OfAProxy = ["/ocip/v1/proxy/", "/ocip/v1/admin/providers", "/ocip/v1/admin/detectors/", "/ocip/v1/admin/reviews"];

    [Fact]
    public async Task EveryRequest_AndItsAnswer_AreAsDescribed()
    {
        await using var tour = await ProtocolTour.OpenAsync();
        var bob = await PrepareAsync(tour);
        var room = await TalkAsync(tour, bob);
        await AdministerAsync(tour, room);
        await KeepHoursAsync(tour, room);
        await SignInAsync(tour);
        await RotateAsync(tour);
        await PolicyTour.VisitAsync(tour, room);
        await RetainAsync(tour);
        await BackUpAsync(tour);
        await FederateAsync(tour);
        await KeepAsync(tour, room);
        await SuperviseAsync(tour, room);
        await ErasedAsync(tour);
        var journal = await ReadAsync(tour, room);
        await RefusedAsync(tour);

        var lines = tour.Exchanges.Select(exchange => exchange.Line()).Concat(journal);
        Findings.None((await SpecTool.FindAsync(lines)).Concat(NotVisited(tour, path => !NotOfThisTour.Concat(OfAProxy).Any(path.StartsWith))));
    }

    [Fact]
    public async Task EveryRequestOfAProxy_AndItsAnswer_AreAsDescribed()
    {
        await using var tour = await ProtocolTour.OpenProxyAsync();
        await tour.CallAsync(tour.Admin, "PUT admin/users/carol/hours", """{"zone":"Etc/UTC","weekly":[],"holidays":[]}""");
        await tour.CallAsync(tour.Admin, "PUT admin/groups/desk", $$"""{"members":["{{Carol}}"]}""");
        await tour.CallAsync(tour.Provider, "POST proxy/evaluate", Example("EvaluateRequest.local"));
        await tour.CallAsync(tour.Provider, "POST proxy/release", Example("ReleaseRequest.held"));
        await tour.CallAsync(tour.Admin, "DELETE admin/users/carol/hours");
        await tour.CallAsync(tour.Provider, "POST proxy/release", Example("ReleaseRequest.held"));
        await tour.CallAsync(tour.Provider, "POST proxy/cancel", Example("ReleaseRequest.held"));

        await tour.CallAsync(tour.Admin, "PUT admin/detectors/payment-card", Example("DetectorRequest"));
        var question = ProxyQuestions.Of("my card is 4111 1111 1111 1111", Carol);
        await tour.CallAsync(tour.Provider, "POST proxy/evaluate", question.ToJsonString());
        var waiting = await tour.CallAsync(tour.Admin, "GET admin/reviews");
        Assert.Equal(question["items"]![0]!["event"]!.GetValue<string>(), Text(Assert.Single(waiting!.AsArray()), "event"));
        await tour.CallAsync(tour.Admin, $"POST admin/reviews/{Text(waiting[0], "event")}", Example("ReviewRequest"));
        await tour.CallAsync(tour.Admin, "DELETE admin/detectors/payment-card");
        await tour.CallAsync(tour.Provider, "GET proxy/status");
        await tour.CallAsync(tour.Provider, "GET proxy/status?after=0&wait=1");
        foreach (var path in new[] { "keys", "health", "archive/checkpoint", "archive/records?limit=500", "archive/records/3" })
            await tour.CallAsync(tour.Admin, $"GET {path}");

        Assert.Equal(400, await tour.StatusAsync(tour.Provider, "POST proxy/evaluate", """{"transaction":"01a20339-056a-7312-b71d-b6b8c5ca1fd8","items":[]}"""));
        Assert.Equal(400, await tour.StatusAsync(tour.Provider, "GET proxy/status?after=99"));
        var many = string.Join(',', Enumerable.Repeat(Example("ReleaseItem"), 51));
        Assert.Equal(413, await tour.StatusAsync(tour.Provider, "POST proxy/release", $$"""{"transaction":"01a20339-056a-7312-b71d-b6b8c5ca1fd8","items":[{{many}}]}"""));
        Assert.Equal(415, await tour.StatusAsync(tour.Provider, "POST proxy/cancel", "{}", "text/plain"));
        Assert.Equal(401, await tour.StatusAsync(null, "GET proxy/status"));
        Assert.Equal(403, await tour.StatusAsync(tour.Admin, "GET proxy/status"));
        Assert.Equal(403, await tour.StatusAsync(tour.Provider, "GET admin/reviews"));
        Assert.Equal(404, await tour.StatusAsync(tour.Admin, $"POST admin/reviews/{new string('A', 43)}", Example("ReviewRequest")));
        Findings.None((await SpecTool.FindAsync(tour.Exchanges.Select(exchange => exchange.Line()))).Concat(NotVisited(tour, path => OfAProxy.Any(path.StartsWith))));
    }

    private static async Task<string> PrepareAsync(ProtocolTour tour)
    {
        await tour.CallAsync(tour.Admin, "PUT admin/supervision", Example("SupervisionRequest"));
        await tour.CallAsync(tour.Admin, "GET admin/supervision");
        await tour.CallAsync(tour.Alice, "GET client/supervision?language=de");
        await tour.CallAsync(tour.Alice, "POST client/supervision/acknowledgement", Example("SupervisionAcknowledgement"));
        await tour.CallAsync(tour.Bridge, "PUT bridge/manifest", Example("CapabilityManifest"));
        await tour.CallAsync(tour.Admin, "PUT admin/users/alice/links/matrix", Example("LinkRequest"));
        await tour.CallAsync(tour.Admin, "GET admin/accounts");
        await tour.CallAsync(tour.Admin, "DELETE admin/users/alice/links/matrix");
        await tour.CallAsync(tour.Admin, "PUT admin/users/carol/hours", """{"zone":"Etc/UTC","weekly":[],"holidays":[]}""");
        await tour.CallAsync(tour.Admin, "GET admin/users/carol/hours");
        return Text(await tour.CallAsync(tour.Bridge, "PUT bridge/contacts", Example("ContactRequest")), "user");
    }

    private static async Task SignInAsync(ProtocolTour tour)
    {
        await tour.CallAsync(tour.Admin, "PUT admin/accounts/carol/roles", Example("AccountRoles"));
        await tour.CallAsync(tour.Admin, "GET admin/accounts/carol/roles");
        var given = Text(await tour.CallAsync(tour.Admin, "PUT admin/accounts/carol/password"), "password");
        var first = await tour.CallAsync(null, "POST sign-in", $$"""{"account":"carol","password":"{{given}}"}""");
        const string own = "violet-harbour-19-lamp";
        await tour.CallAsync(Text(first!["tokens"]![0], "token"), "POST sign-in/password", $$"""{"current":"{{given}}","next":"{{own}}"}""");
        var second = await tour.CallAsync(null, "POST sign-in", $$"""{"account":"carol","password":"{{own}}"}""");
        var token = Text(second!["tokens"]![0], "token");
        await tour.CallAsync(token, "POST sign-in/renewal");
        var secret = Text(await tour.CallAsync(token, "POST sign-in/second-factor"), "uri");
        Assert.Equal(400, await tour.StatusAsync(token, "POST sign-in/second-factor/confirmation", """{"code":"000000"}"""));
        await tour.CallAsync(token, "POST sign-in/second-factor/confirmation", $$"""{"code":"{{SignIn.Authenticator.CodeOf(secret)}}"}""");
        await tour.CallAsync(tour.Admin, "DELETE admin/accounts/carol/second-factor");
        await tour.CallAsync(tour.Admin, "DELETE admin/accounts/carol/lock");
        await tour.CallAsync(tour.Admin, "GET admin/sign-ins?find=car&role=reviewer&limit=1");
        await tour.CallAsync(tour.Admin, "GET archive/traffic?hours=2");
        await tour.CallAsync(token, "POST sign-out");
        await tour.CallAsync(tour.Admin, "DELETE admin/accounts/carol/sign-ins");
    }

    private static async Task<string> TalkAsync(ProtocolTour tour, string bob)
    {
        var room = Text(await tour.CallAsync(tour.Alice, "POST client/rooms", $$"""{"kind":"group","participants":["{{Carol}}","{{bob}}"],"name":"Contracts","topic":"Q3"}"""), "room");
        await tour.CallAsync(tour.Bridge, "PUT bridge/rooms/direct", $$"""{"from":"{{bob}}","to":"{{Carol}}"}""");
        await tour.CallAsync(tour.Bridge, "POST bridge/rooms", $$"""{"transaction":"{{Actor.NewTransaction()}}","creator":"{{bob}}","participants":["ocip://acme.example/u/alice"],"name":"Deliveries"}""");
        await tour.CallAsync(tour.Bridge, "PUT bridge/portals", $$"""{"room":"{{room}}","kind":"gated","nativeRoom":"!k3vZQd:partner.example","person":"{{bob}}"}""");
        await tour.CallAsync(tour.Bridge, "GET bridge/portals");
        await tour.CallAsync(tour.Bridge, "POST bridge/counts", Example("NativeCount"));
        await tour.CallAsync(tour.Bridge, "PUT bridge/status", Example("BridgeStatus"));
        await tour.CallAsync(tour.Bridge, "POST bridge/submit", Transaction(room, $$""","sender":"{{bob}}","provenance":{{Example("Provenance")}}"""));
        var notice = JsonNode.Parse(Example("NoticePosted"))!.AsObject();
        (notice["room"], notice["users"]) = (room, new JsonArray(bob));
        await tour.CallAsync(tour.Bridge, "POST bridge/notices", notice.ToJsonString());
        var sent = await tour.CallAsync(tour.Alice, "POST client/submit", Transaction(room));
        var id = Text(sent!["results"]![0], "event");
        await SendFileAsync(tour, room, bob);
        await tour.CallAsync(tour.Bridge, "POST bridge/reports", $$"""{"reports":[{"event":"{{id}}","recipient":"{{bob}}","code":"2.0.0","nativeId":"$1","fidelity":["A reply was shown as plain text."]}]}""");
        await tour.CallAsync(tour.Bridge, "DELETE bridge/portals?nativeRoom=!k3vZQd:partner.example");
        await tour.CallAsync(tour.Admin, "DELETE admin/users/carol/hours");
        return room;
    }

    private static async Task SendFileAsync(ProtocolTour tour, string room, string bob)
    {
        const string file = "%PDF-1.7 Clause 7, signed.";
        var digest = Media.Attached.DigestOf(System.Text.Encoding.UTF8.GetBytes(file));
        Assert.Equal(201, await tour.StatusAsync(tour.Alice, "POST client/media", file, "application/pdf"));
        var part = $$"""{"cardinality":"external","contentType":"application/pdf","url":"ocip://acme.example/m/{{digest}}","size":{{file.Length}},"digest":"{{digest}}","filename":"clause-7.pdf"}""";
        await tour.CallAsync(tour.Alice, "POST client/submit", Transaction(room, part: part));
        await tour.CallAsync(tour.Alice, $"GET client/media/{digest}");
        await UploadAsync(tour, tour.Alice, "client/media/uploads", file, digest);
        await tour.CallAsync(tour.Bridge, $"GET bridge/media/{digest}?user={Uri.EscapeDataString(bob)}");
        await UploadAsync(tour, tour.Bridge, $"bridge/media/uploads?user={Uri.EscapeDataString(bob)}", file, digest);
        Assert.Equal(201, await tour.StatusAsync(tour.Bridge, $"POST bridge/media?user={Uri.EscapeDataString(bob)}", file, "application/pdf"));
        await tour.CallAsync(tour.Admin, $"GET archive/media/{digest}");
    }

    private static async Task UploadAsync(ProtocolTour tour, string token, string path, string file, string digest)
    {
        var upload = await tour.TusAsync(token, $"POST {path}", null, ("Upload-Length", $"{file.Length}"));
        await tour.TusAsync(token, $"HEAD {upload}", null);
        await tour.TusAsync(token, $"PATCH {upload}", file, ("Upload-Offset", "0"));
        await tour.CallAsync(token, $"POST {upload}", $$"""{"digest":"{{digest}}"}""");
        await tour.TusAsync(token, $"DELETE {upload}", null);
    }

    private static async Task AdministerAsync(ProtocolTour tour, string room)
    {
        await tour.CallAsync(tour.Admin, "PUT admin/groups/research", $$"""{"members":["{{Carol}}"]}""");
        await tour.CallAsync(tour.Admin, "POST admin/accounts", """{"account":"dave","displayName":"Dave","personas":[{"kind":"work","user":"dave"},{"kind":"personal","user":"dave-home","displayName":"D."}]}""");
        var token = await tour.CallAsync(tour.Admin, "POST admin/accounts/dave/tokens", """{"scopes":["archive"],"expiresAt":"2199-01-31T09:30:00.000Z"}""");
        await tour.CallAsync(tour.Admin, $"DELETE admin/tokens/{Text(token, "id")}");
        await tour.CallAsync(tour.Admin, $"POST admin/rooms/{Uuid(room)}/participants", """{"user":"ocip://acme.example/u/dave"}""");
        await tour.CallAsync(tour.Admin, $"POST admin/rooms/{Uuid(room)}/portals/matrix", $$"""{"room":"{{room}}","nativeRoom":"#contracts:partner.example"}""");
        var first = await tour.CallAsync(tour.Admin, "GET admin/rooms?limit=1");
        var others = await tour.CallAsync(tour.Admin, $"GET admin/rooms?after={first!["next"]}&limit=200");
        Assert.DoesNotContain(Text(Assert.Single(first["rooms"]!.AsArray())!, "room"), others!["rooms"]!.AsArray().Select(r => Text(r!, "room")));
        Assert.Null(others["next"]);
    }

    private static async Task KeepHoursAsync(ProtocolTour tour, string room)
    {
        await tour.CallAsync(tour.Admin, "PUT hours/calendars/lisbon", Example("HoursCalendar"));
        await tour.CallAsync(tour.Admin, "PUT hours/holidays/town", Example("HolidayCalendar"));
        await tour.CallAsync(tour.Admin, "PUT hours/people/carol/place", Example("PlaceRequest"));
        var absence = await tour.CallAsync(tour.Admin, "POST hours/people/carol/absences", Example("AbsenceRequest"));
        foreach (var path in new[] { "calendars", "calendars/lisbon", "holidays?limit=3", "holidays/town", "people?limit=3&name=CAROL", "people?at=2027-01-01T09:00:00.000Z", "people/carol", "people/carol?from=2026-11-30", "groups", "people/carol/absences" })
            await tour.CallAsync(tour.Admin, $"GET hours/{path}");
        await tour.CallAsync(tour.Alice, $"GET client/reachable?user={Carol}");
        await tour.CallAsync(tour.Alice, "GET client/people?text=car");
        await tour.CallAsync(tour.Alice, "GET client/urgency");
        foreach (var path in new[] { "calendars/lisbon", "holidays/town", "people/carol/place", $"people/carol/absences/{Text(absence, "id")}" })
            await tour.CallAsync(tour.Admin, $"DELETE hours/{path}");
        var later = $$$"""{"sendAt":"{{{TimeProvider.System.GetUtcNow().AddHours(3):yyyy-MM-ddTHH:mm:ss.fffZ}}}","event":{"room":"{{{room}}}","type":"message","content":{"part":{"cardinality":"single","contentType":"text/plain","content":"Later."}} }}""";
        var waits = Text(await tour.CallAsync(tour.Alice, "POST client/later", later), "id");
        await tour.CallAsync(tour.Alice, $"PUT client/later/{waits}", later);
        await tour.CallAsync(tour.Alice, "GET client/later");
        await tour.CallAsync(tour.Alice, $"DELETE client/later/{waits}");
        await tour.CallAsync(tour.Admin, "GET reports/personas");
        await LabourAsync(tour, room);
        await tour.CallAsync(tour.Admin, "POST admin/accounts", """{"account":"gone","displayName":"Gone","personas":[{"kind":"work","user":"gone"}]}""");
        await tour.CallAsync(tour.Admin, "DELETE admin/accounts/gone");
        await tour.CallAsync(tour.Admin, "GET admin/accounts");
    }

    private static async Task LabourAsync(ProtocolTour tour, string room)
    {
        await tour.CallAsync(tour.Admin, "PUT admin/groups/managers", $$"""{"members":["{{Carol}}","ocip://acme.example/u/alice"]}""");
        await tour.CallAsync(tour.Admin, "PUT hours/urgency", """{"atOnce":["on call"],"approvers":["managers"]}""");
        await tour.CallAsync(tour.Admin, "GET hours/urgency");
        await tour.CallAsync(tour.Admin, "PUT admin/users/carol/hours", """{"zone":"Etc/UTC","weekly":[],"holidays":[]}""");
        var sender = Text(await tour.CallAsync(tour.Admin, "POST admin/accounts/dave/tokens", """{"scopes":["client"],"user":"ocip://acme.example/u/dave"}"""), "token");
        await tour.CallAsync(sender, "POST client/supervision/acknowledgement", Example("SupervisionAcknowledgement"));
        foreach (var decision in new[] { "approval", "refusal" })
        {
            var sent = await tour.CallAsync(sender, "POST client/submit", Transaction(room, more: ",\"urgent\":{\"reason\":\"No power.\"}", inContent: true));
            await tour.CallAsync(tour.Alice, "GET client/urgent");
            await tour.CallAsync(tour.Alice, $"POST client/urgent/{Text(sent!["results"]![0], "event")}/{decision}");
        }
        var month = TimeProvider.System.GetUtcNow().ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        await tour.CallAsync(tour.Alice, $"GET client/labour?month={month}");
        await tour.CallAsync(tour.Alice, "POST client/labour/acknowledgement", $$"""{"month":"{{month}}","agreed":true}""");
        var records = Text(await tour.CallAsync(tour.Admin, "POST admin/accounts/dave/tokens", """{"scopes":["records"]}"""), "token");
        await tour.CallAsync(records, $"GET reports/labour?month={month}");
        await tour.CallAsync(records, $"GET reports/labour/months?from={month}&to={month}");
        await tour.CallAsync(records, $"GET reports/labour/months?from={month}&to={month}&user=alice");
        await tour.CallAsync(tour.Admin, "DELETE admin/users/carol/hours");
    }

    private static async Task BackUpAsync(ProtocolTour tour)
    {
        await tour.CallAsync(tour.Admin, "POST archive/backups", Example("BackupRequest"));
        JsonNode? view;
        do
            view = await tour.CallAsync(tour.Admin, "GET archive/backups/2026-11-22");
        while (Text(view!, "state") == "running");
        var drill = $$"""{"manifest":"{{Text(view!, "manifest")}}","records":{{view!["records"]}},"good":true,"seconds":2}""";
        await tour.CallAsync(tour.Admin, "POST archive/backups/2026-11-22/drill", drill);
        await tour.CallAsync(tour.Admin, "GET archive/backups");
    }

    private static async Task RotateAsync(ProtocolTour tour)
    {
        var before = Text((await tour.CallAsync(tour.Admin, "GET admin/encryption"))!, "current");
        await tour.CallAsync(tour.Admin, "POST admin/encryption/rotate");
        JsonNode? view;
        do
            view = await tour.CallAsync(tour.Admin, "GET admin/encryption");
        while (view!["keys"]!.AsArray().Single(k => Text(k!, "id") == before)!["groups"]!.GetValue<long>() > 0);
        await tour.CallAsync(tour.Admin, $"DELETE admin/encryption/keys/{before}");
        Assert.Equal(404, await tour.StatusAsync(tour.Admin, $"DELETE admin/encryption/keys/{before}"));
    }

    private static async Task RetainAsync(ProtocolTour tour)
    {
        var (dana, erin) = (await OfficerAsync(tour, "dana"), await OfficerAsync(tour, "erin"));
        await tour.CallAsync(dana, "GET archive/schedule");
        await tour.CallAsync(dana, "PUT archive/schedule", """{"classes":[{"class":"default","start":"archived","basis":"none"},{"class":"account","start":"occasion","basis":"x","minimum":"P6Y","appliesTo":{"types":["message"]}}]}""");
        var shorter = await tour.CallAsync(dana, "PUT archive/schedule", """{"classes":[{"class":"default","start":"archived","basis":"none"},{"class":"account","start":"occasion","basis":"x","minimum":"P5Y"}]}""");
        Assert.Equal(403, await tour.StatusAsync(dana, $"POST archive/schedule/{shorter!["version"]}/approve"));
        await tour.CallAsync(erin, $"POST archive/schedule/{shorter["version"]}/approve");
        await tour.CallAsync(dana, "GET archive/schedule/versions");
        await tour.CallAsync(dana, "PUT archive/schedule/occasions", """{"class":"account","user":"alice","at":"2026-11-22T09:26:00.000Z"}""");
        await tour.CallAsync(dana, "GET archive/records/0/retention");
        var proposal = await tour.CallAsync(dana, "POST archive/dispositions", "{}");
        await tour.CallAsync(erin, $"POST archive/dispositions/{Text(proposal, "id")}/approve");
        await tour.CallAsync(dana, $"GET archive/dispositions/{Text(proposal, "id")}/progress");
        await tour.CallAsync(dana, "GET archive/dispositions");
        Assert.Equal(404, await tour.StatusAsync(dana, $"GET archive/dispositions/{Guid.CreateVersion7():D}"));
    }

    private static async Task<string> OfficerAsync(ProtocolTour tour, string name)
    {
        await tour.CallAsync(tour.Admin, "POST admin/accounts", $$"""{"account":"{{name}}","displayName":"{{name}}","personas":[{"kind":"work","user":"{{name}}"}]}""");
        return Text(await tour.CallAsync(tour.Admin, $"POST admin/accounts/{name}/tokens", """{"scopes":["records"]}"""), "token");
    }

    private static async Task FederateAsync(ProtocolTour tour)
    {
        await tour.CallAsync(null, "GET /.well-known/ocip");
        await tour.CallAsync(tour.Admin, "PUT admin/directory", Example("DirectoryDetails"));
        await tour.CallAsync(tour.Admin, "GET admin/directory");
        await tour.CallAsync(tour.Admin, "PUT admin/agreements/globex.example", Example("Agreement"));
        foreach (var request in new[] { "GET admin/agreements", "GET admin/agreements/globex.example", "GET admin/federation", "GET archive/checkpoint/witnessed", "DELETE admin/agreements/globex.example" })
            await tour.CallAsync(tour.Admin, request);
        await tour.CallAsync(tour.Admin, "POST admin/keys/request/rotate", """{"now":true}""");
    }

    private static async Task KeepAsync(ProtocolTour tour, string room)
    {
        var dana = Text(await tour.CallAsync(tour.Admin, "POST admin/accounts/dave/tokens", """{"scopes":["records"]}"""), "token");
        var opened = Text(await tour.CallAsync(dana, "POST archive/cases", Example("CaseRequest")), "case");
        var request = JsonNode.Parse(Example("HoldRequest"))!.AsObject();
        (request["case"], request["scope"]) = (opened, new JsonObject { ["rooms"] = new JsonArray(room) });
        var hold = Text(await tour.CallAsync(dana, "POST archive/holds", request.ToJsonString()), "hold");
        foreach (var path in new[] { "cases", "holds", $"holds/{hold}", $"holds/{hold}/proofs", "records?limit=500" })
            await tour.CallAsync(dana, $"GET archive/{path}");
        // Whatever record that is: it is on hold, or nothing asks for its end.
        Assert.InRange(await tour.StatusAsync(dana, "DELETE archive/records/3"), 403, 423);
        await tour.CallAsync(dana, $"POST archive/holds/{hold}/release", Example("HoldRelease"));
        Assert.Equal(400, await tour.StatusAsync(dana, $"POST archive/holds/{hold}/refusal", Example("HoldRelease")));
        await tour.CallAsync(dana, $"DELETE archive/cases/{opened}");
    }

    private static async Task SuperviseAsync(ProtocolTour tour, string room)
    {
        var paula = Text(await tour.CallAsync(tour.Admin, "POST admin/accounts/dave/tokens", """{"scopes":["policy"]}"""), "token");
        var rita = Text(await tour.CallAsync(tour.Admin, "POST admin/accounts/dave/tokens", """{"scopes":["reviewer"]}"""), "token");
        await tour.CallAsync(paula, "GET supervision/settings");
        var settings = """{"version":0,"dispositions":["coaching given"],"templates":[{"name":"tone","text":"Mind the tone."}],"groups":[],"queues":[{"name":"all","policies":["*"],"must":{"groups":["talkers"]}}],"plans":[{"name":"nightly","queue":"all","percent":"10.25","method":"guaranteed"}]}""";
        await tour.CallAsync(tour.Admin, "PUT admin/groups/talkers", """{"members":["ocip://acme.example/u/alice"]}""");
        await tour.CallAsync(paula, "PUT supervision/settings", settings);
        Assert.Equal(409, await tour.StatusAsync(paula, "PUT supervision/settings", settings));
        await tour.CallAsync(tour.Alice, "POST client/submit", Transaction(room));
        JsonNode? items;
        do
            items = await tour.CallAsync(rita, "GET supervision/items?state=open&queue=all"); // what no queue took before waits in the default one
        while (items!["items"]!.AsArray().Count == 0);
        var item = items["items"]![0]!["id"]!.GetValue<long>();
        await tour.CallAsync(rita, $"GET supervision/items/{item}");
        string Action(string what, string more) => $$"""{"id":"{{Actor.NewTransaction()}}","what":"{{what}}","items":[{{item}}]{{more}}}""";
        await tour.CallAsync(rita, "POST supervision/actions", Action("unmask", ",\"why\":\"Its tone.\""));
        await tour.CallAsync(rita, "POST supervision/actions", Action("close", ",\"disposition\":\"coaching given\""));
        Assert.Equal(409, await tour.StatusAsync(rita, "POST supervision/actions", Action("claim", "")));
        Assert.Equal(404, await tour.StatusAsync(rita, "GET supervision/items/999999"));
        await tour.CallAsync(rita, $"GET supervision/items/{item}");
        foreach (var path in new[] { "queues", "report", "trend", "figures/terms", "coverage", "draws", "accesses" })
            await tour.CallAsync(rita, $"GET supervision/{path}");
        await tour.StatusAsync(rita, "GET supervision/report?format=csv");
        Assert.Equal(403, await tour.StatusAsync(rita, $"GET supervision/observe?room={Uri.EscapeDataString(room)}"));
        var declared = Example("SupervisionRequest").Replace("\"archived\"", "\"monitored\"", StringComparison.Ordinal).Replace("2026-01", "2026-02", StringComparison.Ordinal);
        await tour.CallAsync(tour.Admin, "PUT admin/supervision", declared);
        await tour.CallAsync(rita, "GET supervision/rooms?limit=5");
        Assert.Equal(200, await tour.StatusAsync(rita, $"GET supervision/observe?room={Uri.EscapeDataString(room)}", accept: "text/event-stream"));
    }

    private static async Task ErasedAsync(ProtocolTour tour)
    {
        var petra = Text(await tour.CallAsync(tour.Admin, "POST admin/accounts/dave/tokens", """{"scopes":["privacy"]}"""), "token");
        var rita = Text(await tour.CallAsync(tour.Admin, "POST admin/accounts/carol/tokens", """{"scopes":["privacy"]}"""), "token");
        var access = Text(await tour.CallAsync(petra, "POST archive/subjects", Example("SubjectRequest.user")), "request");
        Assert.Equal(200, await tour.StatusAsync(petra, $"GET archive/subjects/{access}/records", accept: "application/x-ndjson"));
        var asked = Example("SubjectRequest.user").Replace("\"access\"", "\"erasure\"", StringComparison.Ordinal);
        var refused = Text(await tour.CallAsync(petra, "POST archive/subjects", asked), "request");
        Assert.Equal(403, await tour.StatusAsync(petra, $"POST archive/subjects/{refused}/approval"));
        await tour.CallAsync(rita, $"POST archive/subjects/{refused}/refusal", Example("HoldRelease"));
        var other = Text(await tour.CallAsync(petra, "POST archive/subjects", asked.Replace("/alice", "/dave", StringComparison.Ordinal)), "request");
        await tour.CallAsync(rita, $"POST archive/subjects/{other}/approval");
        await tour.CallAsync(rita, $"GET archive/subjects/{other}");
        await tour.CallAsync(rita, "GET archive/subjects");
    }

    /// <summary>Reads all that can be read, and answers what the streams gave.</summary>
    private static async Task<IEnumerable<JsonObject>> ReadAsync(ProtocolTour tour, string room)
    {
        foreach (var path in new[] { "keys", "health", "client/whoami", "client/rooms", $"client/rooms/{Uuid(room)}", $"client/rooms/{Uuid(room)}/events?limit=200", $"client/rooms/{Uuid(room)}/waiting", "client/sync?after=-1" })
            await tour.CallAsync(tour.Alice, $"GET {path}");
        foreach (var path in new[] { "notice", "users/alice", $"rooms/{Uuid(room)}", "sync?after=-1" })
            await tour.CallAsync(tour.Bridge, $"GET bridge/{path}");
        await tour.CallAsync(tour.Alice, "POST client/ack", """{"cursor":3}""");
        await tour.CallAsync(tour.Bridge, "POST bridge/ack", """{"cursor":3}""");
        foreach (var path in new[] { "checkpoint", "records?limit=500", "records/3", "proof/inclusion?index=1&size=4", "proof/consistency?first=3&second=4", "tile/0/000.p/3", "tile/entries/000.p/2", "alarms?past=5" })
            await tour.CallAsync(tour.Admin, $"GET archive/{path}");
        var officer = Text((await tour.CallAsync(tour.Admin, "POST admin/accounts/dave/tokens", """{"scopes":["investigator"]}"""))!, "token");
        await tour.CallAsync(officer, "GET archive/search?q=clause&limit=1&facets=true");
        var kept = Text(await tour.CallAsync(officer, "POST archive/searches", Example("SavedSearchRequest")), "search");
        await tour.CallAsync(officer, $"PUT archive/searches/{kept}", Example("SavedSearchRequest"));
        await tour.CallAsync(officer, "GET archive/searches");
        await tour.CallAsync(officer, $"DELETE archive/searches/{kept}");
        Assert.Equal(404, await tour.StatusAsync(officer, $"DELETE archive/searches/{kept}"));
        await tour.CallAsync(officer, "GET archive/names?q=a&limit=3");
        await tour.CallAsync(officer, $"GET archive/conversations/{Uuid(room)}?limit=5");

        await ExportAsync(tour);
        await tour.CallAsync(null, "GET archive/witnesses");
        await tour.CallAsync(null, "GET archive/timestamps?after=3");
        await tour.CallAsync(tour.Admin, "GET archive/reports");
        await tour.CallAsync(tour.Admin, $"GET archive/reports/{TimeProvider.System.GetUtcNow():yyyy-MM-dd}");
        await tour.CallAsync(tour.Admin, "GET archive/networks");
        await tour.CallAsync(tour.Admin, "POST archive/alarms/test");
        await tour.CallAsync(tour.Admin, "POST archive/scrub");
        await tour.CallAsync(tour.Admin, "GET archive/scrub");
        await tour.CallAsync(tour.Admin, "POST archive/search/index");
        await tour.CallAsync(tour.Admin, "GET archive/search/index");
        var records = await tour.StreamAsync(tour.Admin, "archive/journal?after=-1", 20);
        var frames = (await tour.StreamAsync(tour.Alice, "client/sync?after=-1", 1)).Concat(await tour.StreamAsync(tour.Bridge, "bridge/sync?after=-1", 1));
        return records.Select(r => new SpecTool.Case("journal", "ArchiveRecord", JsonNode.Parse(r))).Concat(frames.Select(f => new SpecTool.Case("stream", "SyncFrame", JsonNode.Parse(f)))).Select(c => c.Line());
    }

    private static async Task ExportAsync(ProtocolTour tour)
    {
        var officer = Text((await tour.CallAsync(tour.Admin, "POST admin/accounts/alice/tokens", """{"scopes":["examiner"]}"""))!, "token");
        var id = Text((await tour.CallAsync(officer, "POST archive/exports", """{"purpose":"an examination","formats":["html"],"scope":{"kinds":["link"]}}"""))!, "id");
        while (Text((await tour.CallAsync(officer, $"GET archive/exports/{id}"))!, "state") is "queued" or "running")
            await Pause.Ms(50);
        await tour.CallAsync(officer, $"GET archive/exports/{id}/package");
        await tour.CallAsync(officer, "GET archive/exports");
        await tour.CallAsync(officer, $"DELETE archive/exports/{id}");
    }

    private static async Task RefusedAsync(ProtocolTour tour)
    {
        Assert.Equal(400, await tour.StatusAsync(tour.Alice, "POST client/submit", "{"));
        Assert.Equal(415, await tour.StatusAsync(tour.Alice, "POST client/submit", "{}", "text/plain"));
        Assert.Equal(413, await tour.StatusAsync(tour.Alice, "POST client/ack", new string(' ', 200_000)));
        Assert.Equal(404, await tour.StatusAsync(tour.Alice, $"GET client/rooms/{Guid.CreateVersion7():D}"));
        Assert.Equal(409, await tour.StatusAsync(tour.Admin, "POST admin/accounts", """{"account":"alice","displayName":"Alice","personas":[{"kind":"work","user":"alice"}]}"""));
        Assert.Equal(412, await tour.StatusAsync(tour.Alice, "POST client/supervision/acknowledgement", Example("SupervisionAcknowledgement").Replace("2026-01", "2025-12", StringComparison.Ordinal)));
        Assert.Equal(401, await tour.StatusAsync(null, "GET client/whoami"));
        Assert.Equal(403, await tour.StatusAsync(tour.Alice, "GET admin/rooms"));
    }

    private static IEnumerable<string> NotVisited(ProtocolTour tour, Func<string, bool> isOfTour)
    {
        var visited = tour.Exchanges.Where(exchange => exchange.Succeeded).ToList();
        return OpenApiFile.Requests.Where(request => isOfTour(request.Path) && request is not { Method: "DELETE", Path: NeedsWhatIsDue } && !visited.Any(request.Matches)).Select(request => $"{request.Method} {request.Path} was not visited");
    }

    private static string Transaction(string room, string more = "", string part = """{"cardinality":"single","contentType":"text/plain","content":"Good morning."}""", bool inContent = false)
    {
        var content = $"{{\"part\":{part}{(inContent ? more : "")}}}";
        return $"{{\"transaction\":\"{Actor.NewTransaction()}\",\"events\":[{{\"room\":\"{room}\",\"type\":\"message\",\"content\":{content}{(inContent ? "" : more)}}}]}}";
    }

    private static string Example(string name) => File.ReadAllText(ExampleTests.PathOf($"{name}.json"));

    private static string Text(JsonNode? node, string member) => node![member]!.GetValue<string>();

    private static string Uuid(string room) => room[(room.LastIndexOf('/') + 1)..];
}
