using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>The recorded examples are what the server answers today: the same story again gives the same members everywhere.</summary>
[Collection(RealServerTests.Name)]
public sealed class LiveExampleTests(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task Story_OfAHeldMessage_AnswersAsTheExamples()
    {
        var (alice, carol) = (await scene.PersonAsync("alice" + suffix), await scene.PersonAsync("carol" + suffix));
        using var bridge = await BridgeActor.RegisterAsync(scene, "net" + suffix);
        var bob = await bridge.ContactAsync("@bob:partner.example", "Bob Barros");
        var created = await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [carol.User, bob.User], "Contracts", "Q3 renewals"));
        var room = created.Room;
        await bridge.TellAsync(room, bob.User);

        AssertShape("UserView.json", await bridge.ContactAsync("@bob:partner.example"));
        AssertShape("Whoami.json", await alice.Client.WhoamiAsync());
        AssertShape("JsonWebKeySet.json", await alice.Client.KeysAsync());
        AssertShape("TokenCreated.json", await scene.Admin.CreateTokenAsync("alice" + suffix, new TokenRequest(["client"], alice.User)));
        AssertShape("SubmitResponse.json", await SubmitAsync(alice, Actor.Message(room, "Good morning.")));
        AssertShape("RoomView.json", await alice.Client.RoomAsync(room));

        await scene.CloseAsync(carol);
        var never = await SubmitAsync(alice, Actor.Message(room, "Please look at clause 7."));
        await scene.SetHoursAsync(carol, "Etc/UTC", new WeeklyHours([Tomorrow()], "09:00", "18:00"));
        var held = await SubmitAsync(alice, Actor.Message(room, "Please look at clause 7 and 8."));
        AssertShape("SubmitResponse.partly.json", held);
        AssertShape("ArchiveRecord.held.json", await scene.Office.Archive.RecordAsync(held.Results[0].Index!.Value));
        Assert.NotEqual(Shape(JsonSerializer.SerializeToElement(never, OcipJson.Default.SubmitResponse)), Shape(Example("SubmitResponse.partly.json"))); // no opening in sight
        var refused = await bridge.SubmitAsync(Actor.Retraction(room, held.Results[0].Event!.Value) with { Sender = bob.User, Provenance = bridge.Message(room, bob.User, "").Provenance });
        AssertShape("ArchiveRecord.refusal.json", await scene.Office.Archive.RecordAsync(refused.Index!.Value));
        AssertItem("SyncFrame.bridge.json", (await bridge.ItemsAsync(room)).Single(item => item.Event!.Id == held.Results[0].Event));

        var stream = carol.Listen();
        var told = alice.Listen();
        await scene.OpenAsync(carol);
        await stream.UntilTextAsync("Please look at clause 7 and 8.");
        AssertItem("SyncFrame.client.json", stream.Items.Last(item => item.Released == true));
        await told.UntilAsync(s => s.Items.Any(item => item.Kind == SyncItem.KindStatus), "the status");
        var status = told.Items.First(item => item.Kind == SyncItem.KindStatus);
        AssertShape("DeliveryStatus.json", status.Status!);
        AssertShape("ArchiveRecord.release.json", await scene.Office.Archive.RecordAsync(status.Position));
    }

    [Fact]
    public async Task Story_OfASealedMessage_AnswersAsTheExamples()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, "net" + suffix);
        var bob = (await bridge.ContactAsync("@bob:partner.example", "Bob Barros")).User;
        var linked = (await scene.AuditAsync()).OfKind("link").Last();
        var room = await bridge.DirectAsync(bob, alice.User);
        var sealedUp = await bridge.SayAsync(room, bob, "The signed contract is on its way.");

        AssertShape("ArchiveRecord.link.json", linked);
        AssertShape("SubmitResponse.sealed.json", new SubmitResponse(Actor.NewTransaction(), [sealedUp]));
        AssertShape("ArchiveRecord.sealed.json", await scene.Office.Archive.RecordAsync(sealedUp.Index!.Value));
        AssertShape("InclusionProofView.json", await scene.Office.Archive.InclusionAsync(1, 4));
        AssertShape("ConsistencyProofView.json", await scene.Office.Archive.ConsistencyAsync(3, 4));
    }

    private static async Task<SubmitResponse> SubmitAsync(Actor actor, EventDraft draft) => await actor.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [draft]));

    private static string Tomorrow() => TimeProvider.System.GetUtcNow().AddDays(1).DayOfWeek.ToString()[..3].ToLowerInvariant();

    private static void AssertShape<T>(string example, T live) =>
        Assert.Equal(Shape(Example(example)), Shape(JsonSerializer.SerializeToElement(live, OcipJson.Default.GetTypeInfo(typeof(T))!)));

    private static void AssertItem(string example, SyncItem live) =>
        Assert.Equal(Shape(Example(example).GetProperty("items")[0]), Shape(JsonSerializer.SerializeToElement(live, OcipJson.Default.SyncItem)));

    private static JsonElement Example(string name) => JsonDocument.Parse(File.ReadAllBytes(ExampleTests.PathOf(name))).RootElement;

    /// <summary>Every member by its path, with its kind; the elements of an array are one.</summary>
    private static IEnumerable<string> Shape(JsonElement value) => Paths(value, "").ToHashSet(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Paths(JsonElement value, string path) => value.ValueKind switch
    {
        // What content looks like is the sender's business.
        JsonValueKind.Object when !path.EndsWith("/content", StringComparison.Ordinal) => value.EnumerateObject().SelectMany(member => Paths(member.Value, $"{path}/{member.Name}")),
        // A path of one hash and an empty one are both paths.
        JsonValueKind.Array when path.EndsWith("/path", StringComparison.Ordinal) || value.GetArrayLength() == 0 => [path + "[]"],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Paths(item, path + "[]")),
        _ => [path],
    };
}
