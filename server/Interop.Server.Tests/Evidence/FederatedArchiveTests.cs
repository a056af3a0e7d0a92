using Dapper;
using Interop.Cli.Verification;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>The archives of two providers that share a room, each checked offline with the other's keys pinned, as they are and after somebody changed them.</summary>
[Collection(EvidenceWorldTests.Name)]
public sealed class FederatedArchiveTests(EvidenceWorld world) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("copy-");

    private TwoProviders Two => world.Two;

    [Fact]
    public async Task BothArchives_AreGood_AndEachChangeIsNamed()
    {
        await TalkAsync("talk");
        foreach (var (scene, other) in new[] { (Two.Acme, Two.Globex), (Two.Globex, Two.Acme) })
        {
            var report = world.Verify(scene, Pins(scene, other));
            Assert.Null(report.Fault);
            Assert.True(report.Attested >= 4, $"{report.Attested}");
            Assert.DoesNotContain(report.Unpinned, p => p is "acme.example" or "globex.example");
        }

        // On the follower's copy: its own events came back, the others came from the hub.
        var foreign = "(SELECT max(leaf) FROM records WHERE kind='event' AND CAST(record AS TEXT) LIKE '%federation:acme.example%')";
        Assert.Contains("what that signed is missing", Tampered($"DELETE FROM attestations WHERE leaf={foreign}"), StringComparison.Ordinal);
        Assert.Contains("which has no event", Tampered("INSERT INTO attestations VALUES (0, x'7B7D')"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Tampered($"UPDATE attestations SET wire=x'7B7D' WHERE leaf={foreign}"), StringComparison.Ordinal);
        Assert.Contains("the hub's signature is over something else", Tampered(
            $"UPDATE attestations SET wire=CAST(json_set(CAST(wire AS TEXT), '$.hubSignature', json_object('batch', json_extract(CAST(wire AS TEXT), '$.hubSignature.batch'), 'index', 77, 'path', json('[]'))) AS BLOB) WHERE leaf={foreign}"), StringComparison.Ordinal);
        Assert.Contains("the hub's signature over its place is missing", Tampered($"UPDATE attestations SET wire=CAST(json_remove(CAST(wire AS TEXT), '$.hubSignature') AS BLOB) WHERE leaf={foreign}"), StringComparison.Ordinal);
        Assert.Contains("the content is missing", Tampered("UPDATE records SET body=NULL WHERE kind='event' AND body IS NOT NULL AND leaf=(SELECT max(leaf) FROM records WHERE kind='event' AND body IS NOT NULL)"), StringComparison.Ordinal);
        Assert.Contains("was not pinned", Unpinned().Replace("is not pinned", "was not pinned", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("globex.example has witnessed", Witnessed("UPDATE cosignatures SET size=size+100000"), StringComparison.Ordinal);
        Assert.Contains("is not signed by the witness", Witnessed("UPDATE cosignatures SET at='2026-01-01T00:00:00.000Z' WHERE witness='globex.example'"), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task TalkAsync(string name)
    {
        var (alice, bob) = (await Two.Acme.PersonAsync($"alice-{name}"), await Two.Globex.PersonAsync($"bob-{name}"));
        var heard = bob.Listen();
        var room = await Scene.RoomAsync(alice, bob);
        Assert.Equal('2', (await alice.SayAsync(room, "hello")).Code[0]);
        await heard.UntilTextAsync("hello");
        Assert.Equal('2', (await bob.SayAsync(room, "good morning")).Code[0]);
        Assert.Equal('2', (await alice.SayAsync(room, "shall we?")).Code[0]);
        await EvidenceWorld.UntilAsync(async () => (await Two.Globex.AuditAsync()).Texts.Count, count => count >= 3);
        await EvidenceWorld.UntilAsync(() => EvidenceWorld.AdminAsync(Two.Acme, HttpMethod.Get, "archive/checkpoint/witnessed"), found => found.Body.GetProperty("signatures").GetArrayLength() > 0);
    }

    private PeerKeySets Pins(Scene own, Scene other) =>
        EvidenceWorld.Pins((own == Two.Acme ? TwoProviders.GlobexName.Value : TwoProviders.AcmeName.Value, other.Keys), (Peers.FakePeer.Name.Value, new([.. world.Peer.Keys])));

    private string Tampered(string sql) => FaultOf(Two.Globex, sql, Pins(Two.Globex, Two.Acme), null);

    private string Witnessed(string sql) => FaultOf(Two.Acme, sql, Pins(Two.Acme, Two.Globex), EvidenceWorld.Pins((TwoProviders.GlobexName.Value, Two.Globex.Keys)));

    /// <summary>With somebody else's keys under the other's name.</summary>
    private string Unpinned() => FaultOf(Two.Globex, "SELECT 1", EvidenceWorld.Pins((TwoProviders.AcmeName.Value, new(
        [SigningKey.Create(KeyPurposes.Event).PublicJwk(Peers.FakePeer.Ago(60)), SigningKey.Create(KeyPurposes.Hub).PublicJwk(Peers.FakePeer.Ago(60))]))), null);

    private string FaultOf(Scene scene, string sql, PeerKeySets peers, PeerKeySets? witnesses)
    {
        var copy = Path.Combine(folder.FullName, "ocip.db");
        File.Delete(copy);
        using (var source = Open(Path.Combine(scene.Server.Data, "ocip.db")))
            source.Execute("VACUUM INTO @copy", new { copy });
        using (var changed = Open(copy))
            changed.Execute(sql);
        using var data = new DataFolder(folder.FullName);
        return new ArchiveVerifier(data, new PinnedKeys(scene.Keys.Keys, isPinned: true), null, peers, witnesses).Run(null, default).Fault ?? "no fault";
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }
}
