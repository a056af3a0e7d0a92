using Interop.Protocol.AdminApi;
using Interop.Protocol.Directories;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Tests.EndToEnd;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Interop.Server.Tests.Peers;

/// <summary>The directory that a provider publishes, and those of others that it takes (spec 02), over TLS.</summary>
[Collection(PeerWorldTests.Name)]
public sealed class DirectoryTests(PeerWorld world)
{
    [Fact]
    public async Task OwnDirectory_IsSigned_CacheableForADay_AndNamesWhatOthersNeed()
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(world.Two.Acme.Server.Address, "/.well-known/ocip"));
        Assert.Equal(TimeSpan.FromHours(24), response.Headers.CacheControl?.MaxAge);
        var verified = DirectoryCheck.Verify(await response.Content.ReadAsByteArrayAsync(), TwoProviders.AcmeName, TimeProvider.System.GetUtcNow(), null, out var fault);
        Assert.True(verified is not null, fault);
        Assert.Equal(KeyPurposes.All.Order(StringComparer.Ordinal), verified.Keys.Values.Select(k => k.Purpose).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        var proxy = Assert.Single(verified.Document.Compliance.Proxies);
        Assert.True(proxy.Required);
        Assert.All(proxy.Keys, key => Assert.Equal(proxy.Id, key.Proxy));
        Assert.Equal("acme.example/archive", verified.Document.Compliance.Log);
        Assert.Equal(TwoProviders.AcmeName, verified.Document.Compliance.Supervision?.By);
        Assert.Equal("https://acme.example/ocip/v1/federation", verified.Document.Endpoints[ProviderDirectory.Federation]);
        Assert.Equal(TimeSpan.FromHours(48), WireTime.Parse(verified.Document.Expires) - WireTime.Parse(verified.Document.Issued));
    }

    [Fact]
    public async Task TwoServers_AskEachOther_AndBelieveTheAnswer()
    {
        using var office = new RawHttp(world.Two.Acme.Server.Address, world.Two.Acme.AdminToken);
        var answer = await office.GetAsync("admin/peers/globex.example/agreement");
        Assert.Equal((200, "active"), (answer.Status, answer.Body.GetProperty("state").GetString()));
        using var other = new RawHttp(world.Two.Globex.Server.Address, world.Two.Globex.AdminToken);
        Assert.Equal("active", (await other.GetAsync("admin/peers/acme.example/agreement")).Body.GetProperty("state").GetString());
    }

    public static TheoryData<string, string> Wrong() => new()
    {
        { "name", "is the directory of evil.example" }, { "expired", "has expired" }, { "future", "issued in the future" }, { "long", "for more than 48 hours" }, { "altered", "not signed by" },
        { "stranger", "not signed by" }, { "twice", "or one twice" }, { "point", "is no key" }, { "json", "not a signed directory" }, { "huge", "more than 262144 octets" }, { "error", "answered 500" },
        { "loop", "leads on and on" }, { "plain", "is not https" }, { "older", "is older than the one that is known" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task WrongDirectory_IsNotTaken_AndTheKnownOneStays(string what, string reason)
    {
        Assert.Equal(200, (await world.RefreshAsync()).Status);
        using var stranger = SigningKey.Create(KeyPurposes.Directory);
        var own = world.Peer.DirectoryKey;
        var now = TimeProvider.System.GetUtcNow();
        string At(double hours) => WireTime.Format(now.AddHours(hours));
        try
        {
            world.Peer.Change = what switch
            {
                "name" => d => d with { Provider = Interop.Protocol.Identifiers.ProviderName.Parse("evil.example") },
                "expired" => d => d with { Issued = At(-3), Expires = At(-1) },
                "future" => d => d with { Issued = At(1), Expires = At(3) },
                "long" => d => d with { Expires = At(49) },
                "twice" => d => d with { Keys = [.. d.Keys, d.Keys[0]] },
                "point" => d => d with { Keys = [.. d.Keys, d.Keys[0] with { X = new string('A', 43), Kid = new string('A', 43) }] },
                "older" => d => d with { Issued = At(-1), Expires = At(1) },
                _ => d => d,
            };
            if (what == "stranger")
            {
                world.Peer.DirectoryKey = stranger;
                world.Peer.Keys.Add(stranger.PublicJwk(FakePeer.Ago(60)));
            }
            world.Peer.Instead = what switch
            {
                "altered" => context => context.Response.WriteAsync(System.Text.Encoding.UTF8.GetString(world.Peer.SignedDirectory()).Replace("Core", "Bare", StringComparison.Ordinal)),
                "json" => context => context.Response.WriteAsync("{"),
                "huge" => context => context.Response.WriteAsync(new string(' ', 300_000)),
                "error" => context => { context.Response.StatusCode = 500; return Task.CompletedTask; },
                "loop" => context => { context.Response.Redirect("https://initech.example/.well-known/ocip"); return Task.CompletedTask; },
                "plain" => context => { context.Response.Redirect("http://initech.example/.well-known/ocip"); return Task.CompletedTask; },
                _ => null,
            };
            var refused = await world.RefreshAsync();
            Assert.Contains(reason, refused.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            (world.Peer.Change, world.Peer.Instead, world.Peer.DirectoryKey) = (d => d, null, own);
            world.Peer.Keys.RemoveAll(k => k.Kid == stranger.KeyId);
        }
        Assert.Equal(200, (await world.RefreshAsync()).Status);
    }

    [Fact]
    public async Task NewDirectoryKey_IsTrusted_WhenItWasAnnounced_OrIsPinned()
    {
        Assert.Equal(200, (await world.RefreshAsync()).Status);
        var first = world.Peer.DirectoryKey;
        var (announced, pinned) = (SigningKey.Create(KeyPurposes.Directory), SigningKey.Create(KeyPurposes.Directory));
        try
        {
            world.Peer.Keys.Add(announced.PublicJwk(FakePeer.Ago(60)));
            Assert.Equal(200, (await world.RefreshAsync()).Status);
            world.Peer.DirectoryKey = announced;
            Assert.Equal(200, (await world.RefreshAsync()).Status);

            world.Peer.DirectoryKey = pinned;
            world.Peer.Keys.Add(pinned.PublicJwk(FakePeer.Ago(60)));
            Assert.NotEqual(200, (await world.RefreshAsync()).Status);
            await TwoProviders.AgreeAsync(world.Two.Acme, FakePeer.Name, new Agreement { State = Agreement.Active, DirectoryKeys = [pinned.KeyId] });
            Assert.Equal(200, (await world.RefreshAsync()).Status);
            var trust = (await world.AuditAsync()).OfKind("policy").Where(r => r.Record.GetProperty("what").GetString() == "peer-key" && r.Record.GetProperty("provider").GetString() == FakePeer.Name.Value)
                .Select(r => r.Record.GetProperty("trust").GetString()).ToList();
            Assert.Equal(["announced", "pinned"], trust.TakeLast(2));
        }
        finally
        {
            world.Peer.DirectoryKey = first;
            world.Peer.Keys.RemoveAll(k => k.Kid == announced.KeyId || k.Kid == pinned.KeyId);
            await TwoProviders.AgreeAsync(world.Two.Acme, FakePeer.Name, new Agreement { State = Agreement.Active, DirectoryKeys = [first.KeyId] });
            Assert.Equal(200, (await world.RefreshAsync()).Status);
            await TwoProviders.AgreeAsync(world.Two.Acme, FakePeer.Name, new Agreement { State = Agreement.Active });
        }
    }

    [Fact]
    public async Task KnownDirectory_NeedsNoNetwork_AfterARestart()
    {
        Assert.Equal(200, (await world.RefreshAsync()).Status);
        await world.Two.Acme.Server.RestartAsync();
        var fetched = world.Peer.Fetched;
        var message = world.Peer.Sign("GET", "https://acme.example/ocip/v1/federation/agreement", null);
        Assert.Equal(200, (await FakePeer.SendAsync(message, null, world.Two.AcmePort, world.Two.Certificates)).Status);
        Assert.Equal(fetched, world.Peer.Fetched);
    }

    [Fact]
    public async Task AnswerThatThePeerDidNotSign_DoesNotCount()
    {
        Assert.Equal(200, (await world.RefreshAsync()).Status);
        using var office = new RawHttp(world.Two.Acme.Server.Address, world.Two.Acme.AdminToken);
        var answer = await office.GetAsync($"admin/peers/{FakePeer.Name}/agreement");
        Assert.Equal(503, answer.Status);
        Assert.Contains("the answer does not count", answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
