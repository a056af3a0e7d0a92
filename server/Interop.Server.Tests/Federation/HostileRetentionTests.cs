using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Interop.Server.Tests.Preservation;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>What a provider asks for that is asked for nothing itself, and what it is answered (spec 9.2, 9.3).</summary>
[Collection(HostileWorld.Name)]
public sealed class HostileRetentionTests(PeerWorld world) : HostileCase(world)
{
    private static readonly string[] Labels = ["kept"];

    [Fact]
    public async Task Retention_IsWritten_OnlyWhereEverybodyUnderstandsIt()
    {
        var (alice, room, _) = await HostAsync();
        Assert.Null(await AskedAsync(alice, room));
        try
        {
            World.Peer.Change = directory => directory with { Capabilities = ["retention", "com.example.polls"] };
            Assert.Equal(200, (await World.RefreshAsync()).Status);
            Assert.Equal("kept", (await AskedAsync(alice, room))?.Class);
        }
        finally
        {
            World.Peer.Change = directory => directory;
            await World.RefreshAsync();
        }
        Assert.Null(await AskedAsync(alice, room));
    }

    [Fact]
    public async Task SameEvent_IsAnsweredAsBefore_AndAHoldChangesNothing()
    {
        var (_, room, dana) = await HostAsync();
        using (dana)
        {
            var (said, until) = (Asking(room, "for a year", Labels), FakePeer.Ago(-366 * 86_400));
            var first = await SubmitAsync(said(until));
            Assert.Equal(("2.0.0", "stricter", "basis of kept"), (Text(first, "code"), Text(first.GetProperty("retention"), "answer"), Text(first.GetProperty("retention"), "basis")));
            var event1 = said(until);
            var taken = await SubmitAsync(event1);
            Assert.Equal(taken.GetRawText(), (await SubmitAsync(event1)).GetRawText());
            await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room.Value) });
            Assert.Equal(taken.GetProperty("retention").GetRawText(), (await SubmitAsync(event1)).GetProperty("retention").GetRawText());
            Assert.Equal("accepted", Text((await SubmitAsync(Asking(room, "without the class", [])(until))).GetProperty("retention"), "answer"));
        }
    }

    private async Task<(Actor Alice, RoomId Room, Officer Dana)> HostAsync()
    {
        Peer.Reply = (path, body) => path.StartsWith("users/", StringComparison.Ordinal)
            ? (200, JsonSerializer.SerializeToUtf8Bytes(new UserProfile(HostilePeer.User(path["users/".Length..]), "Mallory", "work", "notNeeded"), OcipJson.Default.UserProfile))
            : path == "fanout" ? (200, Taken(body)) : (path == "report" ? 204 : 404, []);
        var dana = await Officer.HireAsync(Acme, Fresh("dana"), "records");
        using (var http = new RawHttp(Acme.Server.Address, dana.Token))
        {
            var schedule = """{"classes":[{"class":"default","start":"archived","basis":"none"},{"class":"kept","start":"archived","basis":"basis of kept","minimum":"P3Y","appliesTo":{"labels":["kept"]}}]}""";
            Assert.Equal(200, (await http.SendAsync(HttpMethod.Put, "archive/schedule", Encoding.UTF8.GetBytes(schedule))).Status);
        }
        var alice = await Acme.PersonAsync(Fresh("alice"));
        return (alice, (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [HostilePeer.User("mallory")], "Host"))).Room, dana);
    }

    private async Task<EventRetention?> AskedAsync(Actor alice, RoomId room)
    {
        var said = await alice.SubmitAsync(Actor.Message(room, "to be kept") with { Labels = Labels });
        return (await Acme.Office.Archive.RecordAsync(said.Index!.Value))!.Record.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!.Retention;
    }

    private Func<string, Forged> Asking(RoomId room, string text, string[] labels) => until =>
    {
        var said = Peer.Say(room, text);
        return Peer.Sign(said.Event.Header with { Labels = labels.Length == 0 ? null : labels, Retention = new EventRetention("theirs", MaxUntil: until) }, said.Event.Body);
    };

    private async Task<JsonElement> SubmitAsync(Forged forged)
    {
        var (_, body) = await Peer.PostAsync("submit", JsonSerializer.SerializeToUtf8Bytes(Forged.Pack(forged), OcipJson.Default.FederationTransaction));
        return body.GetProperty("results")[0];
    }

    private static byte[] Taken(byte[] body)
    {
        var transaction = JsonSerializer.Deserialize(body, OcipJson.Default.FederationTransaction)!;
        return JsonSerializer.SerializeToUtf8Bytes(new SubmitResponse(transaction.Transaction, [.. transaction.Events.Select(e => new SubmitResult { Code = "2.0.0", Event = e.Id })]), OcipJson.Default.SubmitResponse);
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
