using Interop.Protocol.AdminApi;
using Interop.Protocol.HttpSignatures;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Peers;

/// <summary>What another provider has signed is taken, once; anything else is refused with its reason, over TLS against a real server.</summary>
[Collection(PeerWorldTests.Name)]
public sealed class SignedRequestTests(PeerWorld world)
{
    private const string Standing = "https://acme.example/ocip/v1/federation/agreement";
    private const string Nothing = "https://acme.example/ocip/v1/federation/nothing";
    private static readonly byte[] Body = "{\"a\":1}"u8.ToArray();

    [Fact]
    public async Task SignedRequest_IsAnsweredSigned_BoundToIt()
    {
        var answer = await SendAsync(world.Peer.Sign("GET", Standing, null), null);
        Assert.Equal((200, "active"), (answer.Status, answer.Body.GetProperty("state").GetString()));
        var signature = MessageSignature.Read(answer.Response, out var refusal);
        Assert.True(signature is not null, refusal?.Detail);
        var keys = await world.AcmeKeysAsync();
        var key = VerificationKey.From(keys.Keys.Single(k => k.Kid == signature.KeyId));
        Assert.Null(signature.FaultOf(key, TimeProvider.System.GetUtcNow()));
        Assert.Null(ContentDigest.FaultOf(answer.Response.Fields[ContentDigest.Name], answer.Octets));
        var other = answer.Response with { Request = world.Peer.Sign("GET", Standing, null) };
        Assert.Equal(SignatureFault.Wrong, MessageSignature.Read(other, out _)!.FaultOf(key, TimeProvider.System.GetUtcNow())?.Fault);
    }

    [Fact]
    public async Task SignedRequest_WithABody_IsVerified_AndItsRefusalIsSignedToo()
    {
        var answer = await SendAsync(world.Peer.Sign("POST", Nothing, Body), Body);
        Assert.Equal((404, "5.5.4"), (answer.Status, answer.Body.GetProperty("code").GetString()));
        Assert.NotNull(MessageSignature.Read(answer.Response, out _));
    }

    [Fact]
    public async Task NotSigned_IsRefused() =>
        await RefusedAsync(world.Peer.Sign("GET", Standing, null) with { Fields = new Dictionary<string, string> { [MessageSignature.OriginField] = FakePeer.Name.Value } }, null, "not signed");

    [Fact]
    public async Task MissingComponent_IsRefused()
    {
        // Signed as a request without a body, sent with one: type and digest of the body are not covered.
        var message = world.Peer.Sign("POST", Nothing, null);
        await RefusedAsync(message with { Fields = new Dictionary<string, string>(message.Fields) { ["content-type"] = "application/json" } }, Body, "does not cover \"content-type\"");
    }

    [Fact]
    public async Task AlteredBody_IsRefused() => await RefusedAsync(world.Peer.Sign("POST", Nothing, Body), "{\"a\":2}"u8.ToArray(), "Content-Digest");

    [Fact]
    public async Task AlteredTarget_IsRefused() => await RefusedAsync(world.Peer.Sign("GET", Standing, null) with { TargetUri = Standing + "?more=1" }, null, "The signature is wrong");

    [Fact]
    public async Task SignedForAnotherHost_IsRefused()
    {
        var message = world.Peer.Sign("GET", Standing.Replace("acme", "globex", StringComparison.Ordinal), null);
        var answer = await FakePeer.SendAsync(message, null, world.Two.GlobexPort, world.Two.Certificates);
        Assert.NotEqual(401, answer.Status);
        await RefusedAsync(world.Peer.Sign("GET", "https://chat.acme.example/ocip/v1/federation/agreement", null) with { TargetUri = Standing }, null, "The signature is wrong");
    }

    [Fact]
    public async Task WrongKey_IsRefused()
    {
        using var stranger = SigningKey.Create(KeyPurposes.Request);
        await RefusedAsync(world.Peer.Sign("GET", Standing, null, key: stranger), null, "is not in the signer's directory");
    }

    [Fact]
    public async Task KeyOfAnotherPurpose_IsRefused()
    {
        using var events = SigningKey.Create(KeyPurposes.Event);
        await world.WithKeysAsync([events.PublicJwk(FakePeer.Ago(60))], () => RefusedAsync(world.Peer.Sign("GET", Standing, null, key: events), null, "is for event, not for requests"));
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("revoked")]
    [InlineData("announced")]
    public async Task KeyOutOfUse_IsRefused(string why)
    {
        using var key = SigningKey.Create(KeyPurposes.Request);
        var jwk = key.PublicJwk(FakePeer.Ago(why == "announced" ? -60 : 600)) with { NotAfter = why == "expired" ? FakePeer.Ago(60) : null, Revoked = why == "revoked" ? FakePeer.Ago(60) : null };
        await world.WithKeysAsync([jwk], () => RefusedAsync(world.Peer.Sign("GET", Standing, null, key: key), null, "is not in use now"));
    }

    [Theory]
    [InlineData(-301, "has expired")]
    [InlineData(310, "made in the future")]
    public async Task ClockThatIsFarOff_IsRefused(int seconds, string reason) =>
        await RefusedAsync(world.Peer.Sign("GET", Standing, null, at: TimeProvider.System.GetUtcNow().AddSeconds(seconds)), null, reason);

    [Theory]
    [InlineData(-290)]
    [InlineData(290)]
    public async Task ClockThatIsALittleOff_IsTaken(int seconds) =>
        Assert.Equal(200, (await SendAsync(world.Peer.Sign("GET", Standing, null, at: TimeProvider.System.GetUtcNow().AddSeconds(seconds)), null)).Status);

    [Fact]
    public async Task Replay_IsRefused_AfterARestartToo()
    {
        var message = world.Peer.Sign("GET", Standing, null);
        Assert.Equal(200, (await SendAsync(message, null)).Status);
        await RefusedAsync(message, null, "was received before");
        await world.Two.Acme.Server.RestartAsync();
        await RefusedAsync(message, null, "was received before");
        Assert.Equal(200, (await SendAsync(world.Peer.Sign("GET", Standing, null), null)).Status);
    }

    [Fact]
    public async Task OriginThatIsNotTheKeys_IsRefused() =>
        await RefusedAsync(world.Peer.Sign("GET", Standing, null, origin: "globex.example"), null, "is not in the signer's directory");

    [Fact]
    public async Task OwnName_IsRefused() => await RefusedAsync(world.Peer.Sign("GET", Standing, null, origin: "acme.example"), null, "Ocip-Origin");

    [Theory]
    [InlineData(Agreement.Suspended, "5.1.5")]
    [InlineData(Agreement.Ended, "5.1.4")]
    public async Task AgreementThatDoesNotHold_IsTold_AtOnce(string state, string code)
    {
        await TwoProviders.AgreeAsync(world.Two.Acme, FakePeer.Name, new Agreement { State = state });
        try
        {
            var refused = await SendAsync(world.Peer.Sign("POST", Nothing, Body), Body);
            Assert.Equal((403, code), (refused.Status, refused.Body.GetProperty("code").GetString()));
            Assert.Equal(state, (await SendAsync(world.Peer.Sign("GET", Standing, null), null)).Body.GetProperty("state").GetString());
        }
        finally
        {
            await TwoProviders.AgreeAsync(world.Two.Acme, FakePeer.Name, new Agreement { State = Agreement.Active });
        }
        Assert.Equal(404, (await SendAsync(world.Peer.Sign("POST", Nothing, Body), Body)).Status);
    }

    [Fact]
    public async Task TokenOfAPerson_OpensNothingHere()
    {
        using var http = new RawHttp(world.Two.Acme.Server.Address, world.Two.Acme.AdminToken);
        RawHttp.AssertProblem(await http.GetAsync("federation/agreement"), "5.5.1");
    }

    private Task<(int Status, System.Text.Json.JsonElement Body, HttpMessage Response, byte[] Octets)> SendAsync(HttpMessage message, byte[]? body) =>
        FakePeer.SendAsync(message, body, world.Two.AcmePort, world.Two.Certificates);

    private async Task RefusedAsync(HttpMessage message, byte[]? body, string reason)
    {
        var answer = await SendAsync(message, body);
        Assert.Equal((401, "5.5.1"), (answer.Status, answer.Body.GetProperty("code").GetString()));
        Assert.Contains(reason, answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
