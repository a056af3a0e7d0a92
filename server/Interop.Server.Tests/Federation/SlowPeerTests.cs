using System.Diagnostics;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>A provider that takes long to answer holds up neither its room's other people nor anybody else, and gets everything in the end (spec 06, 16).</summary>
[Collection(HostileWorld.Name)]
public sealed class SlowPeerTests(PeerWorld world) : HostileCase(world)
{
    private readonly Lock gate = new();
    private readonly List<(RoomId Room, string Text)> heard = [];
    private readonly TaskCompletionSource answersNow = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task PeerThatIsSlow_HoldsUpNobody_AndHearsAllInOrder()
    {
        Peer.Reply = Answer;
        var (alice, gus) = (await Acme.PersonAsync(Fresh("alice")), await World.Two.Globex.PersonAsync(Fresh("gus")));
        var his = gus.Listen();
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [gus.User, HostilePeer.User("mallory")], "Three"))).Room;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 5; i++)
            Assert.Equal("2.0.0", (await alice.SayAsync(room, $"{i}")).Code);
        await his.UntilCountAsync(5);
        Assert.Equal("2.0.0", (await gus.SayAsync(room, "5")).Code);
        await his.UntilCountAsync(6);
        Assert.Empty(Heard(room));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"it took {watch.Elapsed}");
        answersNow.SetResult();
        for (var i = 0; i < 1200 && Heard(room).Length < 6; i++)
            await Pause.Ms(50);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], Heard(room));
    }

    private string[] Heard(RoomId room)
    {
        lock (gate)
            return [.. heard.Where(h => h.Room == room).Select(h => h.Text).Distinct()];
    }

    private (int Status, byte[] Body) Answer(string path, byte[] body)
    {
        if (path.StartsWith("users/", StringComparison.Ordinal))
            return (200, JsonSerializer.SerializeToUtf8Bytes(new UserProfile(HostilePeer.User("mallory"), "Mallory", "work", "notNeeded"), OcipJson.Default.UserProfile));
        if (path != "fanout")
            return (path == "report" ? 204 : 404, []);
        answersNow.Task.Wait(TimeSpan.FromSeconds(25));
        var told = JsonSerializer.Deserialize(body, OcipJson.Default.FederationTransaction)!;
        lock (gate)
        {
            heard.AddRange(told.Events.Where(e => e.Header.Type == "message")
                .Select(e => (e.Header.Room, MessageText.PlainOf(e.Body!.Content.Deserialize(OcipJson.Default.MessageContent)!)!)));
        }
        return (200, JsonSerializer.SerializeToUtf8Bytes(new SubmitResponse(told.Transaction, [.. told.Events.Select(e => new SubmitResult { Code = "2.0.0", Event = e.Id })]), OcipJson.Default.SubmitResponse));
    }
}
