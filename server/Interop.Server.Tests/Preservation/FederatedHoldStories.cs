using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Server.Preservation;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Preservation;

/// <summary>Holds and requests of people between two real providers (spec 9.7, 9.9), each killed in between.</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class FederatedHoldStories : IAsyncLifetime
{
    private TwoProviders? two;

    private Scene Acme => two!.Acme;

    private Scene Globex => two!.Globex;

    public async Task InitializeAsync() => two = await TwoProviders.OpenAsync(["--retry-max", "0.5"], others: []);

    public async Task DisposeAsync() => await two!.DisposeAsync();

    [Fact]
    public async Task Directive_IsPlacedOverDeathsOfBoth_AndReleasedAfterTheAgreementsEnd()
    {
        using var dana = await Officer.HireAsync(Acme, "dana", "records");
        using var gina = await Officer.HireAsync(Globex, "gina", "records");
        var (alice, bob) = (await Acme.PersonAsync("alice"), await Globex.PersonAsync("bob"));
        var his = bob.Listen();
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        var own = await Scene.RoomAsync(bob, await Globex.PersonAsync("gus"));
        var unshared = (await bob.SayAsync(own, "among ourselves")).Index!.Value;
        await alice.SayAsync(room, "shared");
        await his.UntilTextAsync("shared");

        // The peer is away, and we die after each durable step on the way to it.
        await Globex.Server.KillAsync();
        await Acme.Server.RestartAsync("--fault", FaultPoints.HoldSendBefore);
        var request = new JsonObject();
        // It dies as soon as the hold is durable: who placed it may have been answered by then or not, and asks again.
        await Record.ExceptionAsync(() => dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room.Value, own.Value) }, r =>
        {
            Asking(r);
            r["id"] = Guid.CreateVersion7().ToString("D");
            request = r.DeepClone().AsObject();
        }));
        Assert.True(await Acme.Server.DiesWithinAsync(TimeSpan.FromSeconds(30)));
        await Acme.Server.StartAsync();
        var placed = await dana.PostAsync("holds", request);
        Assert.False(placed.GetProperty("peers")[0].TryGetProperty("answer", out _));
        await Acme.Server.KillAsync();
        await Globex.Server.StartAsync();
        await Acme.Server.StartAsync("--fault", FaultPoints.HoldSendAfter);
        Assert.True(await Acme.Server.DiesWithinAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("placed", Text(Assert.Single((await gina.GetAsync("holds")).EnumerateArray()), "state"));
        await Acme.Server.RestartAsync();
        await AnsweredAsync(dana, placed, "place", "placed");
        var there = Assert.Single((await gina.GetAsync("holds")).EnumerateArray());
        Assert.Equal((Text(placed, "hold"), "acme.example"), (Text(there, "hold"), Text(there, "issuer")));
        Assert.Equal(["given", "placed", "placed"], await WhatsAsync(dana, placed));
        Assert.Equal(["placed"], await WhatsAsync(gina, placed));
        // What was shared is kept there, what was not is none of the issuer's business.
        var (shared, _) = Kept(Globex, unshared);
        Assert.NotEmpty(shared);
        Assert.DoesNotContain(unshared, shared);

        var refused = await dana.HoldAsync(new JsonObject { ["users"] = new JsonArray("ocip://globex.example/u/nobody") }, Asking);
        Assert.Equal("5.1.0", Text(await AnsweredAsync(dana, refused, "place", "refused"), "code"));
        var old = await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room.Value), ["before"] = "2020-01-01T00:00:00.000Z" }, Asking);
        Assert.Equal("5.5.4", Text(await AnsweredAsync(dana, old, "place", "notFound"), "code"));

        await TwoProviders.AgreeAsync(Acme, TwoProviders.GlobexName, new Agreement { State = Agreement.Ended });
        await TwoProviders.AgreeAsync(Globex, TwoProviders.AcmeName, new Agreement { State = Agreement.Ended });
        Assert.NotEmpty(Kept(Globex, unshared).Leaves);
        await Globex.Server.KillAsync();
        await dana.PostAsync($"holds/{Text(placed, "hold")}/release", new JsonObject { ["why"] = "Settled." });
        await Globex.Server.StartAsync();
        await AnsweredAsync(dana, placed, "release", "released");
        Assert.Empty(Kept(Globex, unshared).Leaves);
        var late = await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room.Value) }, Asking);
        Assert.Equal("5.1.4", Text(await AnsweredAsync(dana, late, "place", "refused"), "code"));
        await Acme.AuditAsync();
        await Globex.AuditAsync();
    }

    [Fact]
    public async Task Erasure_IsToldToThePeer_WhoseOfficerDecides()
    {
        using var petra = await Officer.HireAsync(Acme, "petra", "privacy");
        using var rita = await Officer.HireAsync(Acme, "rita", "privacy");
        using var gina = await Officer.HireAsync(Globex, "gina", "privacy");
        var (alice, bob) = (await Acme.PersonAsync("alice"), await Globex.PersonAsync("bob"));
        var his = bob.Listen();
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        var said = await alice.SayAsync(room, "please forget this");
        await his.UntilTextAsync("please forget this");
        var asked = Text(await petra.PostAsync("subjects", new JsonObject { ["kind"] = "erasure", ["basis"] = "EU GDPR 17(1)(b)", ["user"] = alice.User.Value }), "request");
        await rita.PostAsync($"subjects/{asked}/approval", []);
        var notice = await UntilAsync(async () => (await gina.GetAsync("subjects")).EnumerateArray().FirstOrDefault());
        Assert.Equal(("waiting", "acme.example"), (Text(notice, "state"), Text(notice, "issuer")));
        var there = Globex.Office.Archive;
        var leaf = (await Globex.AuditAsync()).Events[said.Event!.Value.Value].Index;
        Assert.NotNull((await there.RecordAsync(leaf)).Body);
        await gina.PostAsync($"subjects/{Text(notice, "request")}/approval", []);
        await UntilAsync(async () => (await there.RecordAsync(leaf)).BodyAbsent == "erased" ? notice : default);
        Assert.Equal("erased", (await Acme.Office.Archive.RecordAsync(said.Index!.Value)).BodyAbsent);
    }

    private static void Asking(JsonObject request)
    {
        request["peers"] = new JsonArray("globex.example");
        request["contact"] = "records@acme.example";
    }

    private static async Task<JsonElement> AnsweredAsync(Officer officer, JsonElement hold, string action, string answer)
    {
        var peer = await UntilAsync(async () => (await officer.GetAsync($"holds/{Text(hold, "hold")}")).GetProperty("peers").EnumerateArray()
            .FirstOrDefault(p => Text(p, "action") == action && p.TryGetProperty("answer", out _)));
        Assert.Equal(answer, Text(peer, "answer"));
        return peer;
    }

    private static async Task<JsonElement> UntilAsync(Func<Task<JsonElement>> look)
    {
        for (var i = 0; i < 300; i++, await Pause.Ms(100))
        {
            if (await look() is { ValueKind: JsonValueKind.Object } found)
                return found;
        }
        throw new TimeoutException("it did not come");
    }

    private static async Task<IEnumerable<string>> WhatsAsync(Officer officer, JsonElement hold) =>
        (await officer.GetAsync("records?limit=500")).GetProperty("records").EnumerateArray().Select(r => r.GetProperty("record"))
            .Where(r => r.TryGetProperty("hold", out var id) && id.GetString() == Text(hold, "hold")).Select(r => Text(r, "what")).Where(w => w != "preserved").Order(StringComparer.Ordinal).ToArray();

    private static (IReadOnlySet<long> Leaves, long Asked) Kept(Scene scene, long upTo)
    {
        using var store = new SqliteConnection($"Data Source={Path.Combine(scene.Server.Data, "ocip.db")};Mode=ReadOnly;Pooling=False");
        store.Open();
        return (LegalHolds.Kept(store, [.. Enumerable.Range(0, (int)upTo + 20).Select(i => (long)i)]), upTo);
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
