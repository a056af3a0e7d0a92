using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Peers;

/// <summary>Two real providers, acme and globex, and one that is told what to do, initech; all over HTTPS by name.</summary>
public sealed class PeerWorld : IAsyncLifetime
{
    private TwoProviders? two;
    private FakePeer? peer;

    internal TwoProviders Two => two ?? throw new InvalidOperationException("not started");

    internal FakePeer Peer => peer ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        var port = ServerProcess.FreePort();
        // What the told peer answered badly to one test must not keep the next one waiting.
        two = await TwoProviders.OpenAsync(["--retry-max", "0.5"], [(FakePeer.Name.Value, port)]);
        peer = await FakePeer.StartAsync(port, two.Certificates);
        await TwoProviders.AgreeAsync(two.Acme, FakePeer.Name, new Agreement { State = Agreement.Active });
    }

    public async Task DisposeAsync()
    {
        if (peer is not null)
            await peer.DisposeAsync();
        if (two is not null)
            await two.DisposeAsync();
    }

    /// <summary>The keys that acme publishes.</summary>
    internal async Task<JsonWebKeySet> AcmeKeysAsync()
    {
        using var http = new RawHttp(Two.Acme.Server.Address, null);
        return (await http.GetAsync("keys")).Body.Deserialize(OcipJson.Default.JsonWebKeySet)!;
    }

    /// <summary>Acme's archive, checked by the keys that it has now: tests change them.</summary>
    internal async Task<ArchiveAudit> AuditAsync() => await ArchiveAudit.RunAsync(Two.Acme.Office.Archive, await AcmeKeysAsync());

    /// <summary>Acme fetches the directory of the told peer now; its problem, or default when it took it.</summary>
    internal async Task<(int Status, JsonElement Body)> RefreshAsync()
    {
        using var http = new RawHttp(Two.Acme.Server.Address, Two.Acme.AdminToken);
        var answer = await http.GetAsync($"admin/peers/{FakePeer.Name}");
        answer.Response.Dispose();
        return (answer.Status, answer.Body);
    }

    /// <summary>While the told peer's directory has these keys too, and acme knows it.</summary>
    internal async Task WithKeysAsync(JsonWebKey[] keys, Func<Task> then)
    {
        Peer.Keys.AddRange(keys);
        try
        {
            Assert.Equal(200, (await RefreshAsync()).Status);
            await then();
        }
        finally
        {
            foreach (var key in keys)
                Peer.Keys.Remove(key);
        }
    }
}
