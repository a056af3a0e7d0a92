using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Signatures;
using Interop.Server.Rooms;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>A room of acme that is handed over to the told provider, which submits to acme all the same (spec 06).</summary>
[Collection(HostileWorld.Name)]
public sealed class HostileHandOverTests(PeerWorld world) : HostileCase(world)
{
    private readonly TaskCompletionSource<string[]> meanwhile = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task WhatIsSubmittedToTheOldHub_MeanwhileAndAfter_IsAskedForLater()
    {
        Peer.Reply = Answer;
        var alice = await Acme.PersonAsync(Fresh("alice"));
        var hers = alice.Listen();
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [HostilePeer.User("mallory")], "Host"))).Room;
        Assert.Equal(["2.0.0"], await Peer.CodesAsync("submit", Peer.Say(room, "before")));
        using (var given = await Acme.Http.PostAsync(new Uri($"ocip/v1/admin/rooms/{room.Uuid:D}/handover/{FakePeer.Name}", UriKind.Relative), null))
            Assert.True(given.IsSuccessStatusCode, await given.Content.ReadAsStringAsync());
        Assert.Equal(["4.3.0"], await meanwhile.Task);
        Assert.Equal(["4.3.0"], await Peer.CodesAsync("submit", Peer.Say(room, "after")));
        await hers.UntilAsync(s => s.Events[^1].Header.Type == "room", "the hand-over");
        Assert.Equal(["before"], hers.Texts);
        Assert.Empty(hers.Faults);
        await World.AuditAsync();
    }

    private (int Status, byte[] Body) Answer(string path, byte[] body)
    {
        if (path.StartsWith("users/", StringComparison.Ordinal))
            return (200, JsonSerializer.SerializeToUtf8Bytes(new UserProfile(HostilePeer.User("mallory"), "Mallory", "work", "notNeeded"), OcipJson.Default.UserProfile));
        if (path == "handover")
        {
            var asked = JsonSerializer.Deserialize(body, OcipJson.Default.HandOver)!;
            _ = Task.Run(async () => meanwhile.TrySetResult(await Peer.CodesAsync("submit", Peer.Say(asked.Room, "meanwhile"))));
            // Long enough that it stands in the room's queue before the hand-over is placed.
            Pause.Ms(500).Wait();
            return (200, JsonSerializer.SerializeToUtf8Bytes(new HandOverAccepted(DetachedJws.Sign(Peer.HubKey, HandOvers.Payload(asked))), OcipJson.Default.HandOverAccepted));
        }
        if (path != "fanout")
            return (path == "report" ? 204 : 404, []);
        var told = JsonSerializer.Deserialize(body, OcipJson.Default.FederationTransaction)!;
        return (200, JsonSerializer.SerializeToUtf8Bytes(new SubmitResponse(told.Transaction, [.. told.Events.Select(e => new SubmitResult { Code = "2.0.0", Event = e.Id })]), OcipJson.Default.SubmitResponse));
    }
}
