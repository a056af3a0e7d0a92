using System.Globalization;
using System.Text.Json.Nodes;
using Interop.Protocol.AdminApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Compliance.Hours;

/// <summary>Hours of groups and places, public holidays and absences, against a real server (spec 10.9).</summary>
[Collection(RealServerTests.Name)]
public sealed class HoursCalendarStories(RealServer server) : IAsyncLifetime
{
    private const string Open = """[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]""";

    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();
    private JsonCalls policy = null!;
    private Actor alice = null!;
    private Actor bob = null!;
    private Actor carol = null!;

    public async Task InitializeAsync()
    {
        policy = await JsonCalls.OfficerAsync(scene, "policy" + suffix, "policy");
        (alice, bob, carol) = await scene.ThreeAsync(suffix);
    }

    public Task DisposeAsync()
    {
        policy.Dispose();
        return Task.CompletedTask;
    }

    private static string Today => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Calendar(string weekly, string rest) => $$$"""{"hours":{"zone":"Etc/UTC","weekly":{{{weekly}}},"holidays":[]},{{{rest}}}}""";

    private Task GroupAsync(string name, params Actor[] members) => scene.Admin.SetGroupAsync(name + suffix, new GroupRequest([.. members.Select(m => m.User)]));

    private async Task<JsonNode> PersonAsync(Actor person)
    {
        var after = 0L;
        while (true)
        {
            var page = (await policy.CallAsync($"GET hours/people?limit=200&after={after}"))!;
            if (page["people"]!.AsArray().FirstOrDefault(p => p!["user"]!.GetValue<string>() == person.User.Value) is { } found)
                return found;
            after = page["next"]!.GetValue<long>();
        }
    }

    private async Task<string> StateAsync(Actor person)
    {
        var found = await PersonAsync(person);
        return $"{(found["open"]!.GetValue<bool>() ? "open" : "closed")} {found["reason"]!.GetValue<string>()} {found["calendar"]?.GetValue<string>().Replace(suffix, "", StringComparison.Ordinal)}".TrimEnd();
    }

    [Fact]
    public async Task OwnHours_ComeBeforeThoseOfAGroup_AndThoseBeforeThePlaces()
    {
        Assert.Equal("open always", await StateAsync(carol));
        await policy.CallAsync($"PUT hours/people/{carol.User.Local}/place", $$"""{"place":"site{{suffix}}"}""");
        await policy.CallAsync($"PUT hours/calendars/place{suffix}", Calendar("[]", $"\"places\":[\"site{suffix}\"]"));
        Assert.Equal("closed hours place", await StateAsync(carol));
        await policy.CallAsync($"PUT hours/calendars/b{suffix}", Calendar(Open, $"\"groups\":[\"b{suffix}\"]"));
        await policy.CallAsync($"PUT hours/calendars/a{suffix}", Calendar("[]", $"\"groups\":[\"a{suffix}\"]"));
        await GroupAsync("b", carol);
        Assert.Equal("open hours b", await StateAsync(carol));
        await GroupAsync("a", carol);
        Assert.Equal("closed hours a", await StateAsync(carol));
        await policy.CallAsync($"PUT hours/calendars/b{suffix}", Calendar(Open, $"\"groups\":[\"b{suffix}\"],\"order\":1"));
        Assert.Equal("open hours b", await StateAsync(carol));
        await scene.CloseAsync(carol);
        Assert.Equal("closed hours", await StateAsync(carol));
        await scene.Admin.ClearHoursAsync(carol.User);
        await GroupAsync("a");
        await GroupAsync("b");
        await policy.CallAsync($"DELETE hours/people/{carol.User.Local}/place");
        Assert.Equal("open always", await StateAsync(carol));
    }

    [Fact]
    public async Task APerson_IsFoundByName_AndShownWithAWeek_ForAnyTime()
    {
        var local = "person" + suffix;
        var zoe = (await scene.Admin.CreateAccountAsync(new AccountRequest(local, "Zoë" + suffix, [new PersonaRequest("work", local)]))).Personas[0].User;
        await policy.CallAsync($"PUT hours/people/{local}/place", $$"""{"place":"Funchal{{suffix}}"}""");
        await policy.CallAsync($"PUT hours/calendars/week{suffix}", Calendar("""[{"days":["mon","tue"],"from":"09:00","to":"12:00"},{"days":["mon"],"from":"12:00","to":"13:30"},{"days":["fri"],"from":"22:00","to":"02:00"}]""", $"\"groups\":[\"week{suffix}\"]")
            .Replace("\"holidays\":[]", "\"holidays\":[\"2027-03-02\"]", StringComparison.Ordinal));
        await scene.Admin.SetGroupAsync("week" + suffix, new GroupRequest([zoe]));
        await policy.CallAsync($"POST hours/people/{local}/absences", """{"from":"2027-03-06","to":"2027-03-06","kind":"leave"}""");

        var found = (await policy.CallAsync($"GET hours/people?name={Uri.EscapeDataString("ZOE" + suffix)}&at=2027-03-01T11:00:00.000Z"))!["people"]!.AsArray();
        var person = Assert.Single(found)!;
        Assert.Equal((true, "2027-03-01T13:30:00.000Z", "Etc/UTC"), (person["open"]!.GetValue<bool>(), person["closes"]!.GetValue<string>(), person["zone"]!.GetValue<string>()));
        Assert.Empty((await policy.CallAsync($"GET hours/people?name=nobody{suffix}x"))!["people"]!.AsArray());

        var detail = (await policy.CallAsync($"GET hours/people/{local}?at=2027-03-04T11:00:00.000Z"))!;
        Assert.Equal("2027-03-05T22:00:00.000Z", detail["person"]!["opens"]!.GetValue<string>());
        Assert.Equal($"week{suffix}", detail["groups"]![0]!.GetValue<string>());
        Assert.Equal(
            ["2027-03-01 09:00-13:30", "2027-03-02 holiday", "2027-03-03", "2027-03-04", "2027-03-05 22:00-00:00", "2027-03-06 leave", "2027-03-07"],
            detail["days"]!.AsArray().Select(day => $"{day!["date"]} {day["reason"]}{string.Join(' ', day["open"]!.AsArray().Select(s => $"{s!["from"]!.GetValue<string>()[11..16]}-{s["to"]!.GetValue<string>()[11..16]}"))}".TrimEnd()));
        Assert.Contains($"Funchal{suffix}", (await policy.CallAsync("GET hours/groups"))!["places"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("5.5.0", await policy.RefusedAsync("GET hours/people?at=tomorrow"));
        Assert.Equal("5.5.4", await policy.RefusedAsync($"GET hours/people/nobody{suffix}"));
    }

    [Fact]
    public async Task EachChange_MovesWhatIsHeld_AtOnce()
    {
        var room = await Scene.RoomAsync(alice, carol);
        var toCarol = carol.Listen();
        await policy.CallAsync($"PUT hours/calendars/held{suffix}", Calendar("[]", $"\"groups\":[\"held{suffix}\"]"));
        await GroupAsync("held", carol);
        Assert.Equal("2.1.1", (await alice.SayAsync(room, "one")).Code);
        await GroupAsync("held");
        await toCarol.UntilTextAsync("one");
        var absence = await policy.CallAsync($"POST hours/people/{carol.User.Local}/absences", $$"""{"from":"{{Today}}","to":"{{Today}}","kind":"leave"}""");
        Assert.Equal("2.1.1", (await alice.SayAsync(room, "two")).Code);
        Assert.Equal("closed leave", await StateAsync(carol));
        await policy.CallAsync($"DELETE hours/people/{carol.User.Local}/absences/{absence!["id"]!.GetValue<string>()}");
        await toCarol.UntilTextAsync("two");
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "three")).Code);
    }

    [Fact]
    public async Task PublicHolidays_CloseThoseWhoseHoursNameThem()
    {
        var today = $$"""{"title":"Feast of {{suffix}}","source":"a test","days":[{"date":"{{Today}}","name":"Feast"}]}""";
        await policy.CallAsync($"PUT hours/holidays/feast{suffix}", today);
        await policy.CallAsync($"PUT hours/calendars/feast{suffix}", Calendar(Open, $"\"groups\":[\"feast{suffix}\"]").Replace("\"holidays\":[]", $"\"holidays\":[],\"holidayCalendars\":[\"feast{suffix}\",\"PT\"]", StringComparison.Ordinal));
        await GroupAsync("feast", carol);
        var person = await PersonAsync(carol);
        Assert.Equal(("holiday", "Feast", false), (person["reason"]!.GetValue<string>(), person["detail"]!.GetValue<string>(), person["open"]!.GetValue<bool>()));
        Assert.NotNull(person["opens"]);
        Assert.Equal("5.1.0", await policy.RefusedAsync($"DELETE hours/holidays/feast{suffix}"));
        await policy.CallAsync($"PUT hours/holidays/feast{suffix}", today.Replace($$"""{"date":"{{Today}}","name":"Feast"}""", "", StringComparison.Ordinal));
        Assert.Equal("open hours feast", await StateAsync(carol));

        // Own ones stand in place of those that come with the server, until they are taken away.
        var own = (await policy.CallAsync("GET hours/holidays/PT"))!["days"]!.AsArray().Count;
        await policy.CallAsync("PUT hours/holidays/PT", """{"title":"Ours","source":"the works council","days":[]}""");
        Assert.Equal("Ours", (await policy.CallAsync("GET hours/holidays/PT"))!["title"]!.GetValue<string>());
        await policy.CallAsync("DELETE hours/holidays/PT");
        Assert.Equal(own, (await policy.CallAsync("GET hours/holidays/PT"))!["days"]!.AsArray().Count);
        await GroupAsync("feast");
    }

    [Fact]
    public async Task Changes_AreNumbered_AndArchivedWithWhoMadeThem()
    {
        var name = "numbered" + suffix;
        await policy.CallAsync($"PUT hours/calendars/{name}", Calendar("[]", "\"groups\":[\"nobody\"]"));
        await policy.CallAsync($"DELETE hours/calendars/{name}");
        var view = await policy.CallAsync($"PUT hours/calendars/{name}", Calendar(Open, "\"groups\":[\"nobody\"]"));
        Assert.Equal((3L, "policy" + suffix), (view!["version"]!.GetValue<long>(), view["by"]!.GetValue<string>()));
        var records = (await scene.AuditAsync()).Records.Where(r => r.Record.GetProperty("kind").GetString() == "policy" && r.Record.TryGetProperty("name", out var n) && n.GetString() == name).ToList();
        Assert.Equal([1, 2, 3], records.Select(r => r.Record.GetProperty("version").GetInt32()));
        Assert.All(records, r => Assert.Equal("policy" + suffix, r.Body!.Content.GetProperty("by").GetString()));
        Assert.Contains(view["name"]!.GetValue<string>(), (await policy.CallAsync("GET hours/calendars?limit=200"))!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoMayWriteToSomebody_LearnsOpenOrClosed_AndNoMore()
    {
        await scene.CloseAsync(carol);
        var home = await scene.PersonAsync("home" + suffix, "personal");
        await scene.Admin.SetGroupAsync("one" + suffix, new GroupRequest([alice.User]));
        await scene.Admin.SetGroupAsync("other" + suffix, new GroupRequest([bob.User]));
        await scene.BarrierAsync("wall" + suffix, "one" + suffix, "other" + suffix);
        using var asks = new JsonCalls(scene.Server.Address, alice.Token);
        var answer = await asks.CallAsync($"GET client/reachable?user={carol.User.Value}&user={bob.User.Value}&user={home.User.Value}&user=ocip://acme.example/u/nobody{suffix}&user={alice.User.Value}");
        Assert.Equal($$"""[{"user":"{{carol.User.Value}}","displayName":"{{carol.User.Local}}","open":false},{"user":"{{alice.User.Value}}","displayName":"{{alice.User.Local}}","open":true}]""", answer!["people"]!.ToJsonString());
        Assert.Equal("5.1.0", await asks.RefusedAsync("GET hours/people"));
        Assert.Equal("5.5.0", await asks.RefusedAsync("GET client/reachable"));
        var found = await asks.CallAsync($"GET client/people?text=CAROL{suffix}");
        Assert.Equal($$"""[{"user":"{{carol.User.Value}}","displayName":"{{carol.User.Local}}","open":false}]""", found!["people"]!.ToJsonString());
        foreach (var nobody in new[] { bob.User.Local, home.User.Local, alice.User.Local })
            Assert.Empty((await asks.CallAsync($"GET client/people?text={nobody}"))!["people"]!.AsArray());
        using var atHome = new JsonCalls(scene.Server.Address, home.Token);
        Assert.Empty((await atHome.CallAsync($"GET client/people?text={suffix}"))!["people"]!.AsArray());
        foreach (var none in new[] { "%25", "_" })
            Assert.Empty((await asks.CallAsync($"GET client/people?text={none}"))!["people"]!.AsArray());
        Assert.Equal("5.5.0", await asks.RefusedAsync("GET client/people?text="));
    }

    [Fact]
    public async Task WhoIsOnANetwork_IsHeldToo_AndToldWhen()
    {
        using var bridge = await BridgeActor.OpenAsync(scene, "net" + suffix);
        var dora = await bridge.ContactAsync("dora@example.net");
        var room = await bridge.DirectAsync(dora.User, carol.User);
        await bridge.TellAsync(room, dora.User);
        await policy.CallAsync($"PUT hours/calendars/net{suffix}", Calendar("[]", $"\"groups\":[\"net{suffix}\"]"));
        await GroupAsync("net", carol);
        Assert.Equal("2.1.1", (await bridge.SayAsync(room, dora, "good night")).Code);
        var toCarol = carol.Listen();
        await GroupAsync("net");
        await toCarol.UntilTextAsync("good night");
    }

    [Theory]
    [InlineData("calendars", """{"hours":{"zone":"Mars/Olympus","weekly":[],"holidays":[]},"groups":["g"]}""", "5.5.0")]
    [InlineData("calendars", """{"hours":{"zone":"Etc/UTC","weekly":[],"holidays":[]}}""", "5.5.0")]
    [InlineData("calendars", """{"hours":{"zone":"Etc/UTC","weekly":[],"holidays":[]},"groups":["g"],"order":1000}""", "5.5.0")]
    [InlineData("calendars", """{"hours":{"zone":"Etc/UTC","weekly":[],"holidays":[],"holidayCalendars":["Atlantis"]},"groups":["g"]}""", "5.5.4")]
    [InlineData("holidays", """{"title":"t","source":"s","days":[{"date":"2026-02-30","name":"n"}]}""", "5.5.0")]
    [InlineData("holidays", """{"title":"t","source":"s","days":[{"date":"2026-02-02","name":"n"},{"date":"2026-02-02","name":"n"}]}""", "5.5.0")]
    public async Task WhatIsNotWellFormed_IsRefused(string what, string body, string code) => Assert.Equal(code, await policy.RefusedAsync($"PUT hours/{what}/wrong", body));

    [Theory]
    [InlineData("""{"from":"2026-12-24","to":"2026-12-20","kind":"leave"}""")]
    [InlineData("""{"from":"2026-12-24","to":"2029-12-24","kind":"leave"}""")]
    [InlineData("""{"from":"2026-12-24","to":"2026-12-24","kind":"party"}""")]
    public async Task AbsencesThatAreNone_AreRefused(string body) => Assert.Equal("5.5.0", await policy.RefusedAsync($"POST hours/people/{carol.User.Local}/absences", body));
}
