using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>Two real providers that exchange heads and witness each other's logs every half second, and one that is told what to do.</summary>
public sealed class EvidenceWorld : IAsyncLifetime
{
    private TwoProviders? two;
    private FakePeer? peer;

    internal TwoProviders Two => two ?? throw new InvalidOperationException("not started");

    internal FakePeer Peer => peer ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        var port = ServerProcess.FreePort();
        two = await TwoProviders.OpenAsync(["--heads-every", "0.5", "--witness-every", "0.5"], [(FakePeer.Name.Value, port)]);
        peer = await FakePeer.StartAsync(port, two.Certificates);
        foreach (var scene in new[] { two.Acme, two.Globex })
            await TwoProviders.AgreeAsync(scene, FakePeer.Name, new Agreement { State = Agreement.Active });
    }

    public async Task DisposeAsync()
    {
        if (peer is not null)
            await peer.DisposeAsync();
        if (two is not null)
            await two.DisposeAsync();
    }

    /// <summary>Both fetch the directory of the told peer, whose keys have changed.</summary>
    internal async Task RefreshAsync()
    {
        foreach (var scene in new[] { Two.Acme, Two.Globex })
            Assert.Equal(200, (await AdminAsync(scene, HttpMethod.Get, $"admin/peers/{FakePeer.Name}")).Status);
    }

    internal static async Task<(int Status, JsonElement Body)> AdminAsync(Scene scene, HttpMethod method, string path, byte[]? body = null)
    {
        using var http = new RawHttp(scene.Server.Address, scene.AdminToken);
        var answer = await http.SendAsync(method, path, body);
        answer.Response.Dispose();
        return (answer.Status, answer.Body);
    }

    /// <summary>Asks until the answer is as wished; the last answer, whatever it is, after 30 seconds.</summary>
    internal static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> wished)
    {
        T answer;
        for (var tries = 0; !wished(answer = await ask()) && tries < 300; tries++)
            await Pause.Ms(100);
        return answer;
    }

    /// <summary>Forks on record, the decided ones too.</summary>
    internal static async Task<JsonElement[]> ForksAsync(Scene scene) =>
        [.. (await AdminAsync(scene, HttpMethod.Get, "admin/federation")).Body.GetProperty("forks").EnumerateArray()];

    /// <summary>The archive from its files, with the told peer's keys pinned, and whatever else.</summary>
    internal VerificationReport Verify(Scene scene, PeerKeySets? peers = null, PeerKeySets? witnesses = null)
    {
        using var data = new DataFolder(scene.Server.Data);
        return new ArchiveVerifier(data, new PinnedKeys(scene.Keys.Keys, isPinned: true), null, peers ?? Pins((FakePeer.Name.Value, new(Peer.Keys.ToArray()))), witnesses).Run(null, default);
    }

    /// <summary>Pinned keys of other providers, by way of files as an auditor has them.</summary>
    internal static PeerKeySets Pins(params (string Provider, Interop.Protocol.Signatures.JsonWebKeySet Keys)[] sets)
    {
        var folder = Directory.CreateTempSubdirectory("pins-");
        var pins = sets.Select(set =>
        {
            var file = Path.Combine(folder.FullName, set.Provider + ".json");
            File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(set.Keys, OcipJson.Default.JsonWebKeySet));
            return $"{set.Provider}={file}";
        }).ToArray();
        var read = new PeerKeySets(pins);
        folder.Delete(recursive: true);
        return read;
    }
}
