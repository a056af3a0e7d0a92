using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.FederationApi;
using Interop.Protocol.HttpSignatures;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>A key that is not known while the directory that may have it cannot be had: nothing is refused for good because of a fault that passes (spec 02, 06).</summary>
[Collection(HostileWorld.Name)]
public sealed class UnknownKeyTests(PeerWorld world) : HostileCase(world)
{
    [Theory]
    [InlineData(KeyPurposes.Event)]
    [InlineData(KeyPurposes.Hub)]
    public async Task EventOfANewKey_IsAskedForLater_AndTakenOnceTheDirectoryIsThere(string purpose)
    {
        var (_, his, room) = await TrapAsync();
        using var key = SigningKey.Create(purpose);
        var said = Peer.Say(room.Id, "by a new key");
        var placed = purpose == KeyPurposes.Hub ? room.At(said, room.Next, key) : room.Place(Peer.Sign(said.Event.Header, said.Event.Body, key));
        await WithoutDirectoryAsync(async () => Assert.Equal(["4.1.2"], await room.TellAsync(placed)));
        await World.WithKeysAsync([key.PublicJwk(FakePeer.Ago(60))], async () => Assert.Equal(["2.0.0"], await room.TellAsync(placed)));
        await his.UntilTextAsync("by a new key");
        Assert.Equal(1, Count(await World.AuditAsync(), "event", room.Id) - 1);
    }

    [Fact]
    public async Task SubmittedEventOfANewKey_IsAskedForLater()
    {
        var alice = await Acme.PersonAsync(Fresh("alice"));
        Peer.Reply = (path, _) => path.StartsWith("users/", StringComparison.Ordinal)
            ? (200, JsonSerializer.SerializeToUtf8Bytes(new UserProfile(HostilePeer.User("mallory"), "M", "work", "notNeeded"), OcipJson.Default.UserProfile))
            : (404, []);
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [HostilePeer.User("mallory")], "Host"))).Room;
        using var key = SigningKey.Create(KeyPurposes.Event);
        var said = Peer.Say(room, "by a new key");
        said = Peer.Sign(said.Event.Header, said.Event.Body, key);
        await WithoutDirectoryAsync(async () => Assert.Equal(["4.1.2"], await Peer.CodesAsync("submit", said)));
        await World.WithKeysAsync([key.PublicJwk(FakePeer.Ago(60))], async () => Assert.Equal(["2.0.0"], await Peer.CodesAsync("submit", said)));
    }

    [Fact]
    public async Task RequestOfANewKey_IsRefusedAsAStrangers_AndTakenOnceTheDirectoryIsThere()
    {
        using var key = SigningKey.Create(KeyPurposes.Request);
        Task<(int Status, JsonElement Body, HttpMessage Response, byte[] Octets)> AskAsync() =>
            FakePeer.SendAsync(World.Peer.Sign("GET", "https://acme.example/ocip/v1/federation/agreement", null, key: key), null, World.Two.AcmePort, World.Two.Certificates);
        await WithoutDirectoryAsync(async () =>
        {
            var refused = await AskAsync();
            Assert.Equal((401, "5.5.1"), (refused.Status, refused.Body.GetProperty("code").GetString()));
        });
        await World.WithKeysAsync([key.PublicJwk(FakePeer.Ago(60))], async () => Assert.Equal(200, (await AskAsync()).Status));
    }

    private async Task WithoutDirectoryAsync(Func<Task> then)
    {
        World.Peer.Instead = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        try
        {
            Assert.Equal(503, (await World.RefreshAsync()).Status);
            await then();
        }
        finally
        {
            World.Peer.Instead = null;
        }
    }
}
