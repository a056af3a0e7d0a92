using System.Text;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Every request is authenticated and authorised.</summary>
[Collection(RealServerTests.Name)]
public sealed class AccessTests(RealServer server)
{
    private readonly Scene scene = server.Scene;

    public static TheoryData<string, string> Protected() => new()
    {
        { "GET", "client/whoami" }, { "GET", "client/rooms" }, { "POST", "client/rooms" }, { "POST", "client/submit" }, { "GET", "client/sync" }, { "POST", "client/ack" },
        { "GET", "client/supervision" }, { "POST", "client/supervision/acknowledgement" },
        { "GET", "client/rooms/01890a5d-ac96-774b-bcce-b302099a8057" }, { "GET", "client/rooms/01890a5d-ac96-774b-bcce-b302099a8057/events" },
        { "GET", "admin/accounts" }, { "POST", "admin/accounts" }, { "POST", "admin/accounts/alice/tokens" }, { "DELETE", "admin/tokens/x" }, { "GET", "admin/rooms" },
        { "PUT", "admin/users/alice/hours" }, { "GET", "admin/users/alice/hours" }, { "DELETE", "admin/users/alice/hours" }, { "PUT", "admin/users/alice/links/matrix" },
        { "DELETE", "admin/users/alice/links/matrix" }, { "PUT", "admin/groups/x" }, { "POST", "admin/bridges" }, { "GET", "admin/supervision" }, { "PUT", "admin/supervision" },
        { "POST", "admin/rooms/01890a5d-ac96-774b-bcce-b302099a8057/portals/matrix" }, { "POST", "admin/rooms/01890a5d-ac96-774b-bcce-b302099a8057/participants" },
        { "PUT", "bridge/manifest" }, { "PUT", "bridge/contacts" }, { "GET", "bridge/users/alice" }, { "PUT", "bridge/rooms/direct" }, { "POST", "bridge/rooms" }, { "PUT", "bridge/portals" },
        { "GET", "bridge/portals" }, { "DELETE", "bridge/portals" }, { "GET", "bridge/notice" }, { "POST", "bridge/notices" }, { "POST", "bridge/media" }, { "GET", "bridge/media/x" }, { "POST", "bridge/submit" }, { "GET", "bridge/sync" }, { "POST", "bridge/ack" }, { "POST", "bridge/reports" },
        { "GET", "archive/records" }, { "GET", "archive/records/0" }, { "GET", "archive/proof/inclusion?index=0&size=1" },
        { "GET", "archive/proof/consistency?first=1&second=1" }, { "GET", "archive/journal" },
    };

    private static async Task AssertAsync(Uri address, string? token, string method, string path, string code, int status)
    {
        using var http = new RawHttp(address, token);
        var answer = await http.SendAsync(new HttpMethod(method), path, method == "GET" ? null : Encoding.UTF8.GetBytes("{}"));
        RawHttp.AssertProblem(answer, code);
        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public Task NoToken_IsRefused(string method, string path) => AssertAsync(scene.Server.Address, null, method, path, "5.5.1", 401);

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task AnotherScope_IsRefused(string method, string path)
    {
        // Whoever has none of the scopes that the path asks for; an administrator is no client and no bridge.
        var token = path.StartsWith("client", StringComparison.Ordinal) || path.StartsWith("bridge", StringComparison.Ordinal)
            ? scene.AdminToken
            : (await scene.PersonAsync("eve" + server.Suffix())).Token;
        await AssertAsync(scene.Server.Address, token, method, path, "5.1.0", 403);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("a b")]
    public Task AnUnknownToken_IsRefused(string token) => AssertAsync(scene.Server.Address, token, "GET", "client/whoami", "5.5.1", 401);

    [Fact]
    public async Task AnExpiredToken_IsRefused()
    {
        var alice = await scene.PersonAsync("alice" + server.Suffix());
        var soon = WireTime.Format(TimeProvider.System.GetUtcNow().AddSeconds(2));
        var token = await scene.Admin.CreateTokenAsync(alice.User.Local, new TokenRequest(["client"], alice.User, ExpiresAt: soon));
        using var client = new OcipClient(scene.Server.Address, token.Token);
        Assert.Equal(alice.User, (await client.WhoamiAsync()).User);
        await Pause.Ms(2_300);
        await AssertAsync(scene.Server.Address, token.Token, "GET", "client/whoami", "5.5.1", 401);
    }

    [Fact]
    public async Task ARevokedToken_IsRefusedAtOnce()
    {
        var alice = await scene.PersonAsync("alice" + server.Suffix());
        var token = await scene.Admin.CreateTokenAsync(alice.User.Local, new TokenRequest(["client"], alice.User));
        using var client = new OcipClient(scene.Server.Address, token.Token);
        await client.WhoamiAsync();
        await scene.Admin.RevokeTokenAsync(token.Id);
        await AssertAsync(scene.Server.Address, token.Token, "GET", "client/whoami", "5.5.1", 401);
    }

    [Fact]
    public async Task TokensAndBridges_AreOnRecord_BeforeAnybodyHasThem()
    {
        var (alice, network) = (await scene.PersonAsync("alice" + server.Suffix()), "net" + server.Suffix());
        var token = await scene.Admin.CreateTokenAsync(alice.User.Local, new TokenRequest(["client"], alice.User, "laptop"));
        await scene.Admin.RevokeTokenAsync(token.Id);
        var bridge = await scene.Admin.RegisterBridgeAsync(new BridgeRequest(network));
        await scene.Admin.RegisterBridgeAsync(new BridgeRequest(network));
        await scene.Admin.RevokeTokenAsync(bridge.Id);
        Assert.Equal("5.5.4", (await Assert.ThrowsAsync<OcipProblemException>(() => scene.Admin.RevokeTokenAsync(bridge.Id))).Problem.Code);

        var records = (await scene.AuditAsync()).OfKind("policy");
        var ofToken = records.Where(r => Text(r, "token") == token.Id).ToList();
        Assert.Equal([("token", "made", alice.User.Value), ("token", "revoked", null)], ofToken.Select(r => (Text(r, "what"), Text(r, "state"), Text(r, "user"))));
        Assert.All(ofToken, r => Assert.Equal(alice.User.Local, r.Body!.Content.GetProperty("value").GetProperty("account").GetString()));
        Assert.Equal("laptop", ofToken[0].Body!.Content.GetProperty("value").GetProperty("label").GetString());
        Assert.DoesNotContain(records, r => r.Record.GetRawText().Contains(token.Token, StringComparison.Ordinal) || r.Body?.Content.GetRawText().Contains(token.Token, StringComparison.Ordinal) == true);
        // Registered once, with a token each time.
        Assert.Equal([("bridge", "registered"), ("token", "made"), ("token", "made"), ("token", "revoked")], records.Where(r => Text(r, "network") == network).Select(r => (Text(r, "what"), Text(r, "state"))));

        static string? Text(Protocol.ArchiveApi.ArchiveRecord record, string name) => record.Record.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    [Fact]
    public async Task AnOpenStream_EndsWhenItsTokenIsRevoked()
    {
        var alice = await scene.PersonAsync("alice" + server.Suffix());
        var token = await scene.Admin.CreateTokenAsync(alice.User.Local, new TokenRequest(["client"], alice.User));
        using var client = new OcipClient(scene.Server.Address, token.Token);
        var ended = Assert.ThrowsAsync<OcipProblemException>(async () =>
        {
            await foreach (var frame in client.SyncAsync(-1))
                Assert.NotNull(frame);
        });
        await Pause.Ms(300);
        await scene.Admin.RevokeTokenAsync(token.Id);
        Assert.Equal("5.5.1", (await ended.WaitAsync(TimeSpan.FromSeconds(60))).Problem.Code);
    }

    [Fact]
    public async Task TheBootstrapSecret_WorksOnce()
    {
        Assert.False(File.Exists(Path.Combine(scene.Server.Data, "bootstrap-secret")));
        using var http = new RawHttp(scene.Server.Address, null);
        var answer = await http.PostAsync("admin/bootstrap", """{"secret":"guess"}""");
        RawHttp.AssertProblem(answer, answer.Status == 401 ? "5.5.1" : "5.1.0");
    }

    [Fact]
    public async Task NoSecret_IsStoredInTheClear()
    {
        var alice = await scene.PersonAsync("alice" + server.Suffix());
        Assert.Empty(RawFiles.With(scene.Server.Data, alice.Token));
    }

    [Fact]
    public async Task AStranger_SeesAndSaysNothing()
    {
        var (alice, bob, eve) = await scene.ThreeAsync(server.Suffix());
        var room = await Scene.RoomAsync(alice, bob);
        var said = await alice.SayAsync(room, "between us");

        Assert.Equal("5.5.4", (await Assert.ThrowsAsync<OcipProblemException>(() => eve.Client.RoomAsync(room))).Problem.Code);
        Assert.Equal("5.5.4", (await Assert.ThrowsAsync<OcipProblemException>(() => eve.Client.HistoryAsync(room))).Problem.Code);
        Assert.Equal("5.5.4", (await eve.SayAsync(room, "let me in")).Code);
        Assert.Equal("5.5.4", (await eve.SubmitAsync(Actor.Membership(room, eve.User, "join"))).Code);
        Assert.Equal("5.5.4", (await eve.SubmitAsync(Actor.Retraction(room, said.Event!.Value))).Code);
        Assert.DoesNotContain(await eve.Client.RoomsAsync(), r => r.Room == room);
        Assert.Empty((await eve.Client.PollAsync(-1)).Items);
    }

    [Fact]
    public async Task UnknownRooms_AreNotFound()
    {
        var alice = await scene.PersonAsync("alice" + server.Suffix());
        Assert.Equal("5.5.4", (await alice.SayAsync(RoomId.Of(ServerProcess.Provider, Guid.CreateVersion7()), "anybody?")).Code);
        Assert.Equal("5.5.4", (await alice.SayAsync(RoomId.Of(ProviderName.Parse("other.example"), Guid.CreateVersion7()), "anybody?")).Code);
    }

    [Fact]
    public async Task AClient_CannotSpeakForAnother()
    {
        var (alice, bob, _) = await scene.ThreeAsync(server.Suffix());
        var room = await Scene.RoomAsync(alice, bob);
        var result = await alice.SubmitAsync(Actor.Message(room, "I, bob") with { Sender = bob.User });
        Assert.Equal('5', result.Code[0]);
        Assert.Null(result.Seq);
        Assert.Equal('5', (await alice.SubmitAsync(Actor.Message(room, "from afar") with { Provenance = Provenance("matrix", "@alice:example.org") })).Code[0]);
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Message(room, "I, alice") with { Sender = alice.User })).Code);
    }

    [Fact]
    public async Task ABridge_SpeaksOnlyForPeopleOfItsNetwork()
    {
        var (alice, bob, _) = await scene.ThreeAsync(server.Suffix());
        var room = await Scene.RoomAsync(alice, bob);
        var network = "net" + server.Suffix();
        var bridge = await scene.Admin.RegisterBridgeAsync(new BridgeRequest(network));
        using var http = new RawHttp(scene.Server.Address, bridge.Token);
        var answer = await http.PostAsync("bridge/submit", $$"""
            {"transaction":"{{Actor.NewTransaction()}}","events":[{"room":"{{room}}","type":"message","sender":"{{alice.User}}",
            "content":{"part":{"cardinality":"single","contentType":"text/plain","content":"forged"} },
            "provenance":{"network":"{{network}}","account":"@alice:example.org","nativeId":"$1","receivedAt":"2026-01-01T00:00:00.000Z","assurance":"receipt"} }]}
            """);
        Assert.Equal(200, answer.Status);
        Assert.Equal('5', answer.Body.GetProperty("results")[0].GetProperty("code").GetString()![0]);
    }

    private static Interop.Protocol.Events.Provenance Provenance(string network, string account) =>
        new() { Network = network, Account = account, NativeId = "$1", ReceivedAt = "2026-01-01T00:00:00.000Z" };
}
