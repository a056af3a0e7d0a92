using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.Time;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Preservation;
using Xunit;

namespace Interop.Server.Tests.Retention;

/// <summary>What keeps a record, who is told of it, and what ends it when that is gone (spec 9.4 to 9.6).</summary>
[Collection(RealServerTests.Name)]
public sealed class RetentionRuleTests
{
    [Fact]
    public async Task HeldRecord_IsKept_AndOnlyWhoMayKnowIsToldWhy_AndItsScheduleEndsItAfterTheRelease()
    {
        await using var world = await RetentionWorld.OpenAsync();
        using var dana = await Officer.HireAsync(world.Scene, "donna", "records");
        using var ivan = await Officer.HireAsync(world.Scene, "ivan", "investigator");
        using var petra = await Officer.HireAsync(world.Scene, "petra", "privacy");
        using var xenia = await Officer.HireAsync(world.Scene, "xenia", "examiner");
        using var admin = new RawHttp(world.Scene.Server.Address, world.Scene.AdminToken);
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        var held = (await world.Alice.SayAsync(world.Room, "on hold"))!;
        var (path, view) = ($"records/{held.Index}", $"records/{held.Index}/retention");
        var before = await xenia.GetAsync(view);
        // Not due: nobody ends it, whoever asks.
        Assert.Equal(("5.1.0", "5.1.0"), (await dana.CodeAsync(path, null, HttpMethod.Delete), await petra.CodeAsync(path, null, HttpMethod.Delete)));
        Assert.Equal("5.5.4", await dana.CodeAsync("records/999999", null, HttpMethod.Delete));

        var hold = await dana.HoldAsync(Scope(world), request => request["confidential"] = true);
        var days = await ProofsAsync(dana, hold, 1);
        Assert.Equal(before.GetRawText(), (await xenia.GetAsync(view)).GetRawText());
        Assert.Equal((1, 0), ((await dana.GetAsync(view)).GetProperty("holds").GetInt32(), (await ivan.GetAsync(view)).GetProperty("holds").GetInt32()));

        await world.AheadAsync(3);
        Assert.Equal("5.3.2", await dana.CodeAsync(path, null, HttpMethod.Delete));
        Assert.Equal("5.1.0", await petra.CodeAsync(path, null, HttpMethod.Delete));
        RawHttp.AssertProblem(await admin.SendAsync(HttpMethod.Delete, "archive/" + path, null), "5.1.0");
        // Whoever wrote it learns nothing of it.
        Assert.Equal("2.0.0", (await world.Alice.SubmitAsync(Actor.Retraction(world.Room, held.Event!.Value))).Code);

        // Once a day there is a proof, though nobody asked for one.
        await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(world.Room.Value), ["before"] = "2020-01-01T00:00:00.000Z" });
        var proofs = await ProofsAsync(dana, hold, 2);
        Assert.All(proofs, proof => Assert.Equal((0, true), (proof.GetProperty("missing").GetInt32(), proof.GetProperty("count").GetInt32() > 0)));
        Assert.NotEqual(days[0].GetProperty("day").GetString(), proofs[0].GetProperty("day").GetString());

        // A proposal leaves it out; after the release the next one does not (RET-9.19, RET-9.20).
        var proposal = await dana.PostAsync("dispositions", []);
        Assert.Equal(1, proposal.GetProperty("keptByHold").GetInt32());
        await dana.PostAsync($"holds/{hold.GetProperty("hold").GetString()}/release", new JsonObject { ["why"] = "Settled." });
        Assert.NotNull((await world.Scene.Office.Archive.RecordAsync(held.Index!.Value))!.Body);
        var (status, one, _) = await admin.SendAsync(HttpMethod.Delete, "archive/" + path, null);
        Assert.Equal((202, 1), (status, one.GetProperty("count").GetInt32()));
        var again = await dana.HoldAsync(Scope(world));
        Assert.Equal("5.3.2", await dana.CodeAsync($"dispositions/{one.GetProperty("id").GetString()}/approve", []));
        await dana.PostAsync($"holds/{again.GetProperty("hold").GetString()}/release", new JsonObject { ["why"] = "By mistake." });
        await dana.PostAsync($"dispositions/{one.GetProperty("id").GetString()}/approve", []);
        await world.DoneAsync(one);
        Assert.Equal("erased", (await world.Scene.Office.Archive.RecordAsync(held.Index!.Value))!.BodyAbsent);
        Assert.Equal("5.5.4", await petra.CodeAsync(path, null, HttpMethod.Delete));
        Assert.Null(world.Verify().Fault);
    }

    [Fact]
    public async Task Occasion_BeginsMinimumAndMaximum_AndIsOnlyMovedLater()
    {
        await using var world = await RetentionWorld.OpenAsync();
        await world.PutAsync("archive/schedule", """
            {"classes":[{"class":"default","start":"archived","basis":"none"},
            {"class":"account","start":"occasion","basis":"until the account ends","minimum":"P3D","maximum":"P5D","appliesTo":{"types":["message"]}}]}
            """);
        var (hers, his) = ((await world.Alice.SayAsync(world.Room, "hers")).Index!.Value, (await world.Bob.SayAsync(world.Room, "his")).Index!.Value);
        var end = WireTime.Parse((await world.Scene.Office.Archive.RecordAsync(hers))!.Record.GetProperty("at").GetString()!).AddHours(1);
        Assert.Equal(404, await SetAsync(world, "default", world.Alice, end));
        Assert.Equal(204, await SetAsync(world, "account", world.Alice, end));
        Assert.Equal(403, await SetAsync(world, "account", world.Alice, end.AddSeconds(-1)));
        Assert.Equal(204, await SetAsync(world, "account", world.Alice, end.AddHours(1)));
        Assert.Equal(WireTime.Format(end.AddHours(1).AddDays(3)), await KeptUntilAsync(world, hers));
        Assert.Equal("never", await KeptUntilAsync(world, his));

        await world.AheadAsync(4);
        Assert.Equal(0, (await world.Dana.PostAsync("archive/dispositions", "{}")).Body.GetProperty("count").GetInt32());
        await world.AheadAsync(7);
        var done = await world.DoneAsync(await world.ApprovedAsync());
        Assert.Equal(1, done.GetProperty("ended").GetInt32());
        Assert.Equal("erased", (await world.Scene.Office.Archive.RecordAsync(hers))!.BodyAbsent);
        Assert.NotNull((await world.Scene.Office.Archive.RecordAsync(his))!.Body);
        var audit = await world.Scene.AuditAsync();
        Assert.Equal(2, audit.OfKind("policy").Count(r => r.Record.GetProperty("what").GetString() == "occasion"));
        Assert.Null(world.Verify().Fault);
    }

    [Fact]
    public async Task BuiltInClasses_AreThoseOfTheRules_AndNoneIsInForceByItself()
    {
        await using var world = await RetentionWorld.OpenAsync();
        var (_, schedule, _) = await world.Dana.GetAsync("archive/schedule");
        Assert.Equal("default", Assert.Single(schedule.GetProperty("classes").EnumerateArray()).GetProperty("class").GetString());
        var templates = schedule.GetProperty("templates").EnumerateArray().Select(c => (Text(c, "class"), Text(c, "minimum"), Text(c, "hot"), Text(c, "start"), Text(c, "basis")));
        Assert.Equal(
            [
                ("sec.17a-4.b4", "P3Y", "P2Y", "archived", "US SEC 17a-4(b)(4)"),
                ("finra.4511", "P6Y", "P2Y", "archived", "US FINRA 4511(b)"),
                ("finra.4511.account", "P6Y", "P2Y", "occasion", "US FINRA 4511(b), of an account: six years after it is closed"),
                ("cftc.1.31", "P5Y", null, "archived", "US CFTC 1.31(b)(3)"),
                ("mifid.5y", "P5Y", null, "archived", "EU MiFID II 16(7)"),
                ("mifid.7y", "P7Y", null, "archived", "EU MiFID II 16(7), where the authority asks for seven years"),
                ("hipaa.6y", "P6Y", null, "archived", "US HIPAA 45 CFR 164.316(b)(2)"),
            ],
            templates);
        // They can be put into a schedule as they are.
        var classes = schedule.GetProperty("classes").EnumerateArray().Concat(schedule.GetProperty("templates").EnumerateArray()).Select(c => c.GetRawText());
        await world.PutAsync("archive/schedule", $$"""{"classes":[{{string.Join(',', classes)}}]}""");
        Assert.Equal("never", await KeptUntilAsync(world, (await world.Alice.SayAsync(world.Room, "all of them")).Index!.Value));
    }

    private static JsonObject Scope(RetentionWorld world) => new() { ["rooms"] = new JsonArray(world.Room.Value) };

    private static async Task<int> SetAsync(RetentionWorld world, string name, Actor person, DateTimeOffset at)
    {
        var body = new JsonObject { ["class"] = name, ["user"] = person.User.Local, ["at"] = WireTime.Format(at) };
        return (await world.Dana.SendAsync(HttpMethod.Put, "archive/schedule/occasions", System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()))).Status;
    }

    private static async Task<string?> KeptUntilAsync(RetentionWorld world, long index) => Text((await world.Dana.GetAsync($"archive/records/{index}/retention")).Body, "keptUntil");

    private static async Task<JsonElement[]> ProofsAsync(Officer officer, JsonElement hold, int count)
    {
        for (var i = 0; i < 150; i++, await Pause.Ms(100))
        {
            var proofs = (await officer.GetAsync($"holds/{hold.GetProperty("hold").GetString()}/proofs")).EnumerateArray().ToArray();
            if (proofs.Length >= count)
                return proofs;
        }
        throw new TimeoutException("the proof did not come");
    }

    private static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.GetString() : null;
}
