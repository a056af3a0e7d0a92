using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Preservation;
using Xunit;

namespace Interop.Server.Tests.Retention;

/// <summary>How long others are asked to keep what is written, what they answer, and what was agreed (spec 9.2 to 9.4), between two real providers.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class FederatedRetentionStories : IAsyncLifetime
{
    private readonly string clock = Path.Combine(Directory.CreateTempSubdirectory("ocip-clock-").FullName, "clock");
    private TwoProviders? two;

    private Scene Acme => two!.Acme;

    private Scene Globex => two!.Globex;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(clock, "0");
        two = await TwoProviders.OpenAsync(["--retry-max", "0.5", "--clock", clock, "--disposition-every", "off"], others: []);
    }

    public async Task DisposeAsync()
    {
        await two!.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(clock)!, recursive: true);
    }

    [Fact]
    public async Task Retention_IsAskedFor_Answered_AndKeptTo()
    {
        using var dana = await OfficerAsync(Acme, "dana");
        using var gina = await OfficerAsync(Globex, "gina");
        var (alice, bob) = (await Acme.PersonAsync("alice"), await Globex.PersonAsync("bob"));
        var his = bob.Listen();
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");

        // Without a schedule nothing is asked for; a draft does not ask.
        Assert.Null(await HeaderAsync(Acme, (await alice.SayAsync(room, "no schedule")).Index!.Value));
        await his.UntilTextAsync("no schedule");
        using (var raw = new RawHttp(Acme.Server.Address, alice.Token))
        {
            var draft = JsonSerializer.SerializeToNode(new SubmitRequest(Actor.NewTransaction(), [Actor.Message(room, "x")]), Interop.Protocol.OcipJson.Default.SubmitRequest)!;
            draft["events"]![0]!["retention"] = new JsonObject { ["class"] = "default" };
            RawHttp.AssertProblem(await raw.PostAsync("client/submit", draft.ToJsonString()), "5.5.0");
        }

        // Accepted, and kept to: a maximum that the peer sets later does not end it before the minimum that it has accepted.
        await ScheduleAsync(dana, Class("desk", "P3Y", "P7Y", "message"), Class("brief", null, "P2D", "edit"));
        await ScheduleAsync(gina, Class("own", null, null, "message"));
        var said = await alice.SayAsync(room, "to be kept");
        var edit = await alice.SubmitAsync(Actor.Edit(room, said.Event!.Value, "for two days"));
        var asked = (await HeaderAsync(Acme, said.Index!.Value))!;
        Assert.Equal(("desk", "basis of desk"), (asked.Class, asked.Basis));
        Assert.Equal(["US"], asked.Jurisdiction!);
        await his.UntilTextAsync("for two days");
        var (kept, brief) = (await IndexAsync(Globex, said.Event!.Value), await IndexAsync(Globex, edit.Event!.Value));
        Assert.Equal("accepted", Text((await RecordAsync(Globex, kept)).GetProperty("decision").GetProperty("retention"), "answer"));
        var view = (await gina.GetAsync($"archive/records/{kept}/retention")).Body;
        Assert.Equal((asked.MinUntil, asked.MaxUntil), (Text(view, "keptUntil"), Text(view, "endsFrom")));
        Assert.Equal(("desk", "acme.example"), (Text(view.GetProperty("classes")[1], "class"), Text(view.GetProperty("classes")[1], "by")));
        // Cannot: a follower withholds it from its people and reports; its copy keeps its place.
        await ScheduleAsync(gina, Class("own", null, "P1D", "message"));
        var never = await alice.SayAsync(room, "never read at globex");
        await ReportedAsync(Acme, never.Event!.Value, "5.3.1");
        var answer = await AnswerAsync(Acme, never.Event.Value);
        Assert.Equal(("cannot", "globex.example"), (Text(answer, "answer"), Text(answer, "peer")));
        Assert.Equal("5.3.1", Text((await RecordAsync(Globex, await IndexAsync(Globex, never.Event.Value))).GetProperty("decision"), "code"));
        Assert.Null(await HeaderAsync(Acme, (await alice.SubmitAsync(Actor.Retraction(room, never.Event.Value))).Index!.Value));
        // A hub refuses it.
        await ScheduleAsync(gina, Class("own", "P9Y", null, "message"));
        var refused = await bob.SayAsync(room, "too long for acme");
        Assert.Equal("5.3.1", refused.Code);
        Assert.Equal("cannot", Text(await AnswerAsync(Globex, refused.Event!.Value), "answer"));

        // Stricter: it is delivered, and the origin has on record that it will be there for longer.
        var stricter = await alice.SayAsync(room, "kept for nine years");
        await his.UntilTextAsync("kept for nine years");
        var longer = await AnswerAsync(Acme, stricter.Event!.Value);
        Assert.Equal("stricter", Text(longer, "answer"));
        Assert.True(string.CompareOrdinal(Text(longer, "until"), asked.MaxUntil) > 0);
        Assert.DoesNotContain(his.Texts, text => text.Contains("never read", StringComparison.Ordinal) || text.Contains("too long", StringComparison.Ordinal));

        // It dies between the peer's answer and the mark that it has it: the answer is on record once.
        var before = (await Acme.AuditAsync()).OfKind("retention").Count();
        await Acme.Server.RestartAsync("--fault", Storage.FaultPoints.SentBeforeMark);
        await LostAsync(() => alice.SayAsync(room, "asked once"));
        Assert.True(await Acme.Server.DiesWithinAsync(TimeSpan.FromSeconds(30)));
        await Acme.Server.RestartAsync();
        // What comes behind it in the room is sent after it, were it sent again.
        var behind = await alice.SayAsync(room, "and behind it");
        await his.UntilTextAsync("and behind it");
        await AnswerAsync(Acme, behind.Event!.Value);
        Assert.Equal(before + 2, (await Acme.AuditAsync()).OfKind("retention").Count());
        Assert.Contains("asked once", his.Texts);

        await ScheduleAsync(gina, Class("own", null, "P1D", "message"));
        await AheadAsync(5);
        var due = (await gina.PostAsync("archive/dispositions", "{}")).Body;
        var examples = due.GetProperty("examples").EnumerateArray().Select(e => e.GetInt64()).ToArray();
        Assert.Contains(brief, examples);
        Assert.DoesNotContain(kept, examples);
        await Acme.AuditAsync();
        await Globex.AuditAsync();
    }

    [Fact]
    public async Task AgreedFloor_KeepsWhatIsShared_WhateverTheScheduleSays()
    {
        using var gina = await OfficerAsync(Globex, "gina");
        await TwoProviders.AgreeAsync(Globex, TwoProviders.AcmeName, new Agreement { State = Agreement.Active, RetentionFloorDays = 10 });
        await ScheduleAsync(gina, Class("own", null, "P1D", "message"));
        var (alice, bob, gus) = (await Acme.PersonAsync("alice"), await Globex.PersonAsync("bob"), await Globex.PersonAsync("gus"));
        var room = (await bob.Client.CreateRoomAsync(new CreateRoomRequest("group", [alice.User], "Shared"))).Room;
        var own = await Scene.RoomAsync(bob, gus);
        var (shared, local) = ((await bob.SayAsync(room, "shared")).Index!.Value, (await bob.SayAsync(own, "among ourselves")).Index!.Value);
        var view = (await gina.GetAsync($"archive/records/{shared}/retention")).Body;
        Assert.Equal(("keep", "minimum"), (Text(view, "verdict"), Text(view, "reason")));
        var floor = view.GetProperty("classes")[1];
        Assert.Equal(("floor", "acme.example", "agreement: at least 10 days"), (Text(floor, "class"), Text(floor, "by"), Text(floor, "basis")));
        // A lower floor counts for what comes later.
        await TwoProviders.AgreeAsync(Globex, TwoProviders.AcmeName, new Agreement { State = Agreement.Active });

        await AheadAsync(4);
        var due = (await gina.PostAsync("archive/dispositions", "{}")).Body;
        Assert.Equal([local], due.GetProperty("examples").EnumerateArray().Select(e => e.GetInt64()));
        Assert.Equal(1, due.GetProperty("keptByMinimum").GetInt32());
        await AheadAsync(12);
        due = (await gina.PostAsync("archive/dispositions", "{}")).Body;
        Assert.Equal([shared, local], due.GetProperty("examples").EnumerateArray().Select(e => e.GetInt64()));
    }

    [Fact]
    public async Task WhatNobodyDecides_IsEndedInTime_AndARefusalIsLearntTheNextDay()
    {
        using var dana = await Officer.HireAsync(Acme, "dana", "records");
        using var gina = await Officer.HireAsync(Globex, "gina", "records");
        using var petra = await Officer.HireAsync(Acme, "petra", "privacy");
        using var rita = await Officer.HireAsync(Acme, "rita", "privacy");
        using var gus = await Officer.HireAsync(Globex, "gus", "privacy");
        var (alice, bob) = (await Acme.PersonAsync("alice"), await Globex.PersonAsync("bob"));
        var his = bob.Listen();
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        var said = await alice.SayAsync(room, "please forget this");
        await his.UntilTextAsync("please forget this");

        // A person there refuses what was placed at once; the issuer asks again each day.
        var hold = await dana.HoldAsync(new JsonObject { ["events"] = new JsonArray("XxqQYlRprT8i_QPPT0JA9uemzZpTvCXWvWGd4euQZ2E"), ["rooms"] = new JsonArray(room.Value) }, request =>
        {
            request["peers"] = new JsonArray("globex.example");
            request["contact"] = "records@acme.example";
        });
        var id = Text(hold, "hold");
        await UntilAsync(async () => await AnswerOfAsync(dana, id) == "placed");
        await gina.PostAsync($"holds/{id}/refusal?issuer=acme.example", new JsonObject { ["why"] = "Our law forbids it." });
        Assert.Equal("placed", await AnswerOfAsync(dana, id));
        await AheadAsync(2);
        await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray((await Scene.RoomAsync(alice, await Acme.PersonAsync("carol"))).Value) });
        await UntilAsync(async () => await AnswerOfAsync(dana, id) == "refused");
        Assert.Equal("5.4.0", Text((await dana.GetAsync($"holds/{id}")).GetProperty("peers")[0], "code"));

        // A notice that nobody decides on for thirty days is carried out.
        await dana.PostAsync($"holds/{id}/release", new JsonObject { ["why"] = "Settled." });
        var asked = Text(await petra.PostAsync("subjects", new JsonObject { ["kind"] = "erasure", ["basis"] = "EU GDPR 17(1)(b)", ["user"] = alice.User.Value }), "request");
        await rita.PostAsync($"subjects/{asked}/approval", []);
        // Of their own people's requests nobody but a person decides: that one waits too long is an alarm.
        var waits = Text(await petra.PostAsync("subjects", new JsonObject { ["kind"] = "erasure", ["basis"] = "EU GDPR 17(1)(b)", ["user"] = "ocip://acme.example/u/carol" }), "request");
        await UntilAsync(async () => (await gus.GetAsync("subjects")).GetArrayLength() > 0);
        var leaf = await IndexAsync(Globex, said.Event!.Value);
        await AheadAsync(31);
        var access = new JsonObject { ["kind"] = "access", ["basis"] = "EU GDPR 15", ["user"] = bob.User.Value };
        await gus.PostAsync("subjects", access);
        Assert.Equal("waiting", Text((await gus.GetAsync("subjects")).EnumerateArray().Last(), "state"));
        await AheadAsync(33);
        await gus.PostAsync("subjects", access);
        await UntilAsync(async () => (await Globex.Office.Archive.RecordAsync(leaf)).BodyAbsent == "erased");
        await UntilAsync(async () => (await Acme.Office.Health.AlarmsAsync()).Alarms.Any(a => a.Kind == "requestOverdue" && a.Subject == waits));
        await petra.PostAsync($"subjects/{waits}/refusal", new JsonObject { ["why"] = "Not who she says." });
        await UntilAsync(async () => !(await Acme.Office.Health.AlarmsAsync()).Alarms.Any(a => a.Kind == "requestOverdue"));
    }

    private static async Task<string?> AnswerOfAsync(Officer officer, string hold) =>
        (await officer.GetAsync($"holds/{hold}")).GetProperty("peers")[0].TryGetProperty("answer", out var answer) ? answer.GetString() : null;

    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        for (var i = 0; i < 150; i++, await Pause.Ms(100))
        {
            if (await isTrue())
                return;
        }
        throw new TimeoutException("it did not come");
    }

    /// <summary>Whether it was answered before the server died is left open.</summary>
    private static async Task LostAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            return;
        }
    }

    private static string Class(string name, string? minimum, string? maximum, string type) => $$"""
        {"class":"{{name}}","start":"archived","basis":"basis of {{name}}","jurisdiction":["US"],{{(minimum is null ? "" : $"\"minimum\":\"{minimum}\",")}}{{(maximum is null ? "" : $"\"maximum\":\"{maximum}\",")}}"appliesTo":{"types":["{{type}}"]} }
        """;

    private static async Task ScheduleAsync(RawHttp officer, params string[] classes)
    {
        var body = $$"""{"classes":[{"class":"default","start":"archived","basis":"none"},{{string.Join(',', classes)}} ]}""";
        Assert.Equal(200, (await officer.SendAsync(HttpMethod.Put, "archive/schedule", System.Text.Encoding.UTF8.GetBytes(body))).Status);
    }

    private static async Task<RawHttp> OfficerAsync(Scene scene, string name)
    {
        await scene.Admin.CreateAccountAsync(new AccountRequest(name, name, [new PersonaRequest("work", name)]));
        return new RawHttp(scene.Server.Address, (await scene.Admin.CreateTokenAsync(name, new TokenRequest(["records"]))).Token);
    }

    private async Task AheadAsync(int days)
    {
        await File.WriteAllTextAsync(clock + ".next", (days * 24L * 3600).ToString(CultureInfo.InvariantCulture));
        File.Move(clock + ".next", clock, overwrite: true);
        await Pause.Ms(100);
    }

    private static async Task<JsonElement> RecordAsync(Scene scene, long index) => (await scene.Office.Archive.RecordAsync(index))!.Record;

    private static async Task<EventRetention?> HeaderAsync(Scene scene, long index) =>
        (await RecordAsync(scene, index)).GetProperty("header").Deserialize(Interop.Protocol.OcipJson.Default.EventHeader)!.Retention;

    private static async Task<long> IndexAsync(Scene scene, EventId ev) => (await scene.AuditAsync()).Events[ev.Value].Index;

    private static Task<JsonElement> AnswerAsync(Scene scene, EventId ev) => FoundAsync(scene, "retention", ev, _ => true);

    private static Task<JsonElement> ReportedAsync(Scene scene, EventId ev, string code) => FoundAsync(scene, "report", ev, r => Text(r, "code") == code);

    private static async Task<JsonElement> FoundAsync(Scene scene, string kind, EventId ev, Func<JsonElement, bool> wanted)
    {
        for (var i = 0; i < 150; i++, await Pause.Ms(100))
        {
            if ((await scene.AuditAsync()).OfKind(kind).Select(r => r.Record).FirstOrDefault(r => Text(r, "event") == ev.Value && wanted(r)) is { ValueKind: JsonValueKind.Object } found)
                return found;
        }
        throw new TimeoutException($"no record of kind {kind} came:\n{scene.Server.Output}");
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
