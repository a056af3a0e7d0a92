using System.Net;
using Interop.Cli.Certificates;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Directories;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Peers;
using Interop.Server.Tests.EndToEnd;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Interop.Server.Tests.Peers;

/// <summary>Connections, certificates and agreements between providers (spec 02).</summary>
[Collection(PeerWorldTests.Name)]
public sealed class TransportTests(PeerWorld world)
{
    private const string Standing = "https://acme.example/ocip/v1/federation/agreement";

    [Fact]
    public async Task CertificateForAnotherName_IsRefused()
    {
        // Acme's address under another name: the certificate is for acme.example.
        using var http = Http($"evil.example=127.0.0.1:{world.Two.AcmePort}");
        var fault = await Assert.ThrowsAsync<PeerException>(() => http.GetAsync(new Uri("https://evil.example/.well-known/ocip"), 1000, CancellationToken.None));
        Assert.Equal("4.1.2", fault.Code.Code);
        using var good = Http($"acme.example=127.0.0.1:{world.Two.AcmePort}");
        Assert.Equal(200, (await good.GetAsync(new Uri("https://acme.example/.well-known/ocip"), 300_000, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task AuthorityThatIsNotTrusted_IsRefused()
    {
        var options = TransportOptions.Read(["--allow-address", $"acme.example=127.0.0.1:{world.Two.AcmePort}"], TwoProviders.GlobexName);
        using var http = new PeerHttp(new ServerOptions { Provider = TwoProviders.GlobexName, Data = "unused", Transport = options });
        await Assert.ThrowsAsync<PeerException>(() => http.GetAsync(new Uri("https://acme.example/.well-known/ocip"), 1000, CancellationToken.None));
    }

    [Fact]
    public async Task Environment_NamesNoProxyForPeers()
    {
        var before = Environment.GetEnvironmentVariable("HTTPS_PROXY");
        Environment.SetEnvironmentVariable("HTTPS_PROXY", "http://127.0.0.1:9");
        try
        {
            using var http = Http($"acme.example=127.0.0.1:{world.Two.AcmePort}");
            Assert.Equal(200, (await http.GetAsync(new Uri("https://acme.example/.well-known/ocip"), 300_000, CancellationToken.None)).Status);
        }
        finally
        {
            Environment.SetEnvironmentVariable("HTTPS_PROXY", before);
        }
    }

    [Fact]
    public async Task RedirectionOfASignedRequest_IsNotFollowed()
    {
        var followed = false;
        world.Peer.Answer = context =>
        {
            followed |= context.Request.Path == "/elsewhere";
            context.Response.Redirect($"https://{FakePeer.Name}/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        try
        {
            Assert.Equal(200, (await world.RefreshAsync()).Status);
            using var office = new RawHttp(world.Two.Acme.Server.Address, world.Two.Acme.AdminToken);
            Assert.Equal(503, (await office.GetAsync($"admin/peers/{FakePeer.Name}/agreement")).Status);
            Assert.False(followed);
        }
        finally
        {
            world.Peer.Answer = context => context.Response.WriteAsync("{}");
        }
    }

    [Fact]
    public async Task NewCertificate_IsShown_WithoutARestart()
    {
        var file = Path.Combine(world.Two.Certificates.FullName, "acme.example.pem");
        var before = await File.ReadAllTextAsync(file);
        using (var authority = DevelopmentAuthority.Open(world.Two.Certificates.FullName, TimeProvider.System))
            authority.Issue("acme.example");
        var issued = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(file)).Thumbprint;
        Assert.NotEqual(System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(before).Thumbprint, issued);
        for (var tries = 0; tries < 60; tries++)
        {
            if (await ShownAsync() == issued)
                return;
            await Pause.Ms(200);
        }
        Assert.Fail("the old certificate is still shown");
    }

    [Theory]
    [InlineData("globex.example-key.pem", "belongs to the certificate")]
    [InlineData("ca.pem", "no private key in PEM")]
    public async Task KeyThatDoesNotFit_IsSaidAtTheStart(string key, string reason)
    {
        var folder = world.Two.Certificates.FullName;
        var (exitCode, output) = await ServerProcess.RunAsync("--data", "unused", "--certificate", Path.Combine(folder, "acme.example.pem"), "--key", Path.Combine(folder, key));
        Assert.Equal(2, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Revocation_IsNeverTakenBack()
    {
        using var key = SigningKey.Create(KeyPurposes.Event);
        var jwk = key.PublicJwk("2026-01-01T00:00:00.000Z");
        ProviderDirectory Document(string issued, params JsonWebKey[] keys) => new()
        {
            Provider = FakePeer.Name, Versions = ["1"], Profiles = [], Keys = keys, Endpoints = [], Limits = new DirectoryLimits(1, 1, 1), DataPolicy = new DataPolicy(),
            Compliance = new ComplianceBlock { Log = "x", Proxies = [], Contacts = [] }, Issued = issued, Expires = issued,
        };
        var revoked = PeerStore.Merge([jwk], Document("2026-06-01T00:00:00.000Z", jwk with { Revoked = "2026-05-01T00:00:00.000Z" })).ToArray();
        Assert.Equal("2026-05-01T00:00:00.000Z", Assert.Single(PeerStore.Merge(revoked, Document("2026-06-02T00:00:00.000Z", jwk))).Revoked);
        Assert.Equal("2026-04-01T00:00:00.000Z", Assert.Single(PeerStore.Merge(revoked, Document("2026-06-02T00:00:00.000Z", jwk with { Revoked = "2026-04-01T00:00:00.000Z" }))).Revoked);
        // A key that is left out ended when that directory was issued.
        Assert.Equal("2026-06-02T00:00:00.000Z", Assert.Single(PeerStore.Merge([jwk], Document("2026-06-02T00:00:00.000Z"))).NotAfter);
    }

    [Fact]
    public async Task Agreement_IsVersioned_Archived_AndCheckedForForm()
    {
        using var office = new RawHttp(world.Two.Acme.Server.Address, world.Two.Acme.AdminToken);
        var other = $"other{Guid.CreateVersion7():N}.example";
        foreach (var wrong in new[] { """{"state":"maybe"}""", """{"state":"active","features":["direct"]}""", """{"state":"limited","features":["all"]}""", """{"state":"limited","direction":"up"}""", """{"state":"active","directoryKeys":["x"]}""", """{"state":"active","expires":"soon"}""" })
            RawHttp.AssertProblem(await office.SendAsync(HttpMethod.Put, $"admin/agreements/{other}", System.Text.Encoding.UTF8.GetBytes(wrong)), "5.5.0");
        RawHttp.AssertProblem(await office.SendAsync(HttpMethod.Put, "admin/agreements/acme.example", """{"state":"active"}"""u8.ToArray()), "5.5.0");
        RawHttp.AssertProblem(await office.GetAsync($"admin/agreements/{other}"), "5.5.4");
        foreach (var state in new[] { Agreement.Active, Agreement.Suspended, Agreement.Active })
            await TwoProviders.AgreeAsync(world.Two.Acme, ProviderName.Parse(other), new Agreement { State = state });
        Assert.Equal(204, (await office.SendAsync(HttpMethod.Delete, $"admin/agreements/{other}", null)).Status);
        var view = (await office.GetAsync($"admin/agreements/{other}")).Body;
        Assert.Equal((4, "ended"), (view.GetProperty("version").GetInt32(), view.GetProperty("agreement").GetProperty("state").GetString()));
        var records = (await world.AuditAsync()).OfKind("policy").Where(r => r.Record.TryGetProperty("provider", out var p) && p.GetString() == other);
        Assert.Equal([1, 2, 3, 4], records.Select(r => r.Record.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task NothingIsAsked_WithoutAnAgreement()
    {
        await TwoProviders.AgreeAsync(world.Two.Acme, FakePeer.Name, new Agreement { State = Agreement.Ended });
        var asked = false;
        world.Peer.Answer = context =>
        {
            asked |= context.Request.Path != "/federation/agreement";
            return Task.CompletedTask;
        };
        try
        {
            var alice = await world.Two.Acme.PersonAsync("a" + Guid.CreateVersion7().ToString("N")[..12]);
            var code = (await Assert.ThrowsAsync<Interop.Client.OcipProblemException>(() => alice.Client.CreateRoomAsync(new Interop.Protocol.ClientApi.CreateRoomRequest("direct", [UserId.Of(FakePeer.Name, "bob")])))).Problem.Code;
            Assert.Equal("5.1.4", code);
            Assert.False(asked);
        }
        finally
        {
            world.Peer.Answer = context => context.Response.WriteAsync("{}");
            await TwoProviders.AgreeAsync(world.Two.Acme, FakePeer.Name, new Agreement { State = Agreement.Active });
        }
    }

    [Fact]
    public async Task Stranger_IsToldNothing()
    {
        // Whoever only says that it is globex, or a provider without an agreement, is told the same.
        foreach (var origin in new[] { "globex.example", "nobody.invalid" })
        {
            var message = world.Peer.Sign("GET", Standing, null, origin: origin);
            var answer = await FakePeer.SendAsync(message, null, world.Two.AcmePort, world.Two.Certificates);
            Assert.Equal((401, "5.5.1"), (answer.Status, answer.Body.GetProperty("code").GetString()));
        }
    }

    private PeerHttp Http(string allowed)
    {
        var options = TransportOptions.Read(["--allow-address", allowed, "--trust", Path.Combine(world.Two.Certificates.FullName, "ca.pem")], TwoProviders.GlobexName);
        return new PeerHttp(new ServerOptions { Provider = TwoProviders.GlobexName, Data = "unused", Transport = options });
    }

    private async Task<string?> ShownAsync()
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, world.Two.AcmePort);
        string? shown = null;
        await using var tls = new System.Net.Security.SslStream(socket.GetStream(), false, (_, certificate, _, _) =>
        {
            shown = (certificate as System.Security.Cryptography.X509Certificates.X509Certificate2)?.Thumbprint;
            return shown is not null;
        });
        await tls.AuthenticateAsClientAsync("acme.example");
        return shown;
    }
}
