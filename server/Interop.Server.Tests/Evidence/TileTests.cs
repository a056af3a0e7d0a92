using System.Net;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Tiles;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Server.Evidence.Tiles;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>An outsider without a token reads head and tiles (C2SP tlog-tiles) and finds the root that was signed.</summary>
[Collection(RealServerTests.Name)]
public sealed class TileTests(RealServer server)
{
    private readonly Scene scene = server.Scene;

    [Fact]
    public async Task Outsider_ComputesTheSignedRoot_FromTilesAlone()
    {
        var alice = await scene.PersonAsync("alice" + server.Suffix());
        var bob = await scene.PersonAsync("bob" + server.Suffix());
        var room = await Scene.RoomAsync(alice, bob);
        for (var i = 0; i < 6; i++)
            await alice.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [.. Enumerable.Range(0, 50).Select(n => Actor.Message(room, $"Message {n}"))]));
        using var outsider = new HttpClient { BaseAddress = new Uri(scene.Server.Address, "ocip/v1/archive/") };

        var note = await outsider.GetStringAsync("checkpoint");
        var key = VerificationKey.From(scene.Keys.Keys.Single(k => k.Purpose == KeyPurposes.Checkpoint));
        Assert.True(Checkpoint.TryVerify(note, key, out var head));
        Assert.True(head.Size > 256);
        var leaves = new List<byte[]>();
        for (var n = 0L; n * 256 < head.Size; n++)
            leaves.AddRange((await outsider.GetByteArrayAsync($"tile/0/{new TilePath(n, head.Size - (n * 256) < 256 ? (int)(head.Size % 256) : null)}")).Chunk(32));

        Assert.Equal(head.Root, MerkleTree.Root(leaves));
        var above = await outsider.GetByteArrayAsync($"tile/1/000.p/{head.Size / 256}");
        Assert.Equal(MerkleTree.Root(leaves.GetRange(0, 256)), above[..32]);
        using var whole = await outsider.GetAsync("tile/0/000");
        Assert.True(whole.Headers.CacheControl!.Public && whole.Headers.CacheControl.MaxAge > TimeSpan.FromDays(30));
        Assert.Equal(HttpStatusCode.Unauthorized, (await outsider.GetAsync("tile/entries/000")).StatusCode);
        var bundle = await scene.Http.GetByteArrayAsync("ocip/v1/archive/tile/entries/000");
        for (var (at, i) = (0, 0); at < bundle.Length; i++)
        {
            var length = (bundle[at] << 8) + bundle[at + 1];
            Assert.Equal(leaves[i], MerkleTree.LeafHash(bundle.AsSpan(at + 2, length)));
            at += 2 + length;
        }
    }

    [Fact]
    public async Task Command_VerifiesTheServersLog_AndACopyOfItOffline_AndNamesWhatIsWrong()
    {
        var alice = await scene.PersonAsync("alice" + server.Suffix());
        var room = await Scene.RoomAsync(alice, await scene.PersonAsync("bob" + server.Suffix()));
        for (var i = 0; i < 6; i++)
            await alice.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [.. Enumerable.Range(0, 50).Select(n => Actor.Message(room, $"Message {n}"))]));
        var folder = Directory.CreateTempSubdirectory("ocip-tiles-").FullName;
        var keys = new PinnedKeys(scene.Keys.Keys, isPinned: true);
        using var source = new ServerTiles(scene.Server.Address, scene.AdminToken, folder);

        var report = await new TileVerifier(source, keys) { WithEntries = true }.RunAsync(null, default);
        Assert.True(report.Size > 300 && report.Entries == report.Size && report.Tiles > 2);
        var note = await File.ReadAllTextAsync(Path.Combine(folder, "checkpoint"));
        Assert.True(Checkpoint.TryVerify(note, VerificationKey.From(scene.Keys.Keys.Single(k => k.Purpose == KeyPurposes.Checkpoint)), out var head));
        var copy = await new TileVerifier(new FolderTiles(folder), keys) { WithEntries = true, Earlier = head }.RunAsync(null, default);
        Assert.Equal(report.Root, copy.Root);

        Assert.Contains("is missing", await FaultAsync("tile/1", null), StringComparison.Ordinal);
        Assert.Contains("than the tiles below it", await FaultAsync("tile/1", 5), StringComparison.Ordinal);
        Assert.Contains("record 0 in tile/entries/000 is not the one", await FaultAsync("tile/entries/000", 40), StringComparison.Ordinal);
        Assert.Contains("record 3 in tile/entries/000 is not the one", await FaultAsync("tile/0/000", 100), StringComparison.Ordinal);
        Assert.Contains("is not signed by a pinned key", await FaultAsync("checkpoint", 30), StringComparison.Ordinal);
        var other = head with { Root = new byte[32], Size = 5 };
        Assert.Contains("the log was rewritten", (await Assert.ThrowsAsync<ArchiveFaultException>(() => new TileVerifier(new FolderTiles(folder), keys) { Earlier = other }.RunAsync(null, default))).Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);

        async Task<string> FaultAsync(string under, int? flip)
        {
            var path = Path.Combine(folder, under);
            var file = File.Exists(path) ? path : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).First();
            var octets = await File.ReadAllBytesAsync(file);
            if (flip is { } at)
                await File.WriteAllBytesAsync(file, [.. octets[..at], (byte)(octets[at] ^ 1), .. octets[(at + 1)..]]);
            else
                File.Delete(file);
            var fault = (await Assert.ThrowsAsync<ArchiveFaultException>(() => new TileVerifier(new FolderTiles(folder), keys) { WithEntries = true }.RunAsync(null, default))).Message;
            await File.WriteAllBytesAsync(file, octets);
            return fault;
        }
    }

    [Theory]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/x000/000")]
    [InlineData("tile/00/000.p/1")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/x999/999")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/9/000.p/1")]
    [InlineData("tile/64/000.p/1")]
    [InlineData("tile/-1/000.p/1")]
    public async Task Tiles_AreServedInTheirOneSpelling_AndOnlyWhatThereIs(string path)
    {
        using var outsider = new HttpClient { BaseAddress = new Uri(scene.Server.Address, "ocip/v1/archive/") };
        Assert.Equal(HttpStatusCode.NotFound, (await outsider.GetAsync(path)).StatusCode);
    }

    [Fact]
    public void Path_IsThatOfC2sp()
    {
        Assert.Equal("x001/x234/067", new TilePath(1_234_067, null).ToString());
        Assert.True(TilePath.TryParse("x001/x234/067.p/8", out var path));
        Assert.Equal(new TilePath(1_234_067, 8), path);
    }
}
