using Dapper;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Interop.Server.Storage;
using Xunit;

namespace Interop.Server.Tests.Archive;

public sealed class TreeStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ocip-tree").FullName;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(700)]
    public void LoadEdge_ContinuesTheTree_FromRecordsAndTiles(int size)
    {
        using var database = new Database(folder, new Interop.Server.Archive.Encryption.KeyEncryptionFiles(folder));
        using var connection = database.OpenWriter();
        var edge = new TreeEdge(0, []);
        var hashes = new List<byte[]>();
        for (var leaf = 0; leaf < size; leaf++)
            Append(connection, edge, hashes, leaf);

        var loaded = TreeStore.LoadEdge(connection);
        Assert.Equal(size, loaded.Size);
        for (var leaf = size; leaf < size + 300; leaf++)
            Append(connection, loaded, hashes, leaf);

        Assert.Equal(MerkleTree.Root(hashes), loaded.Root());
        var path = TreeHashes.InclusionPath(size, size + 300, (height, index) => TreeStore.Subtree(connection, height, index));
        Assert.True(MerkleTree.VerifyInclusion(hashes[size], size, size + 300, path, loaded.Root()));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void Append(Microsoft.Data.Sqlite.SqliteConnection connection, TreeEdge edge, List<byte[]> hashes, int leaf)
    {
        var record = BitConverter.GetBytes(leaf);
        connection.Execute("INSERT INTO records(leaf, kind, record) VALUES (@leaf, 'event', @record)", new { leaf, record });
        hashes.Add(MerkleTree.LeafHash(record));
        foreach (var (level, n, tile) in edge.Append(hashes[^1]))
            connection.Execute("INSERT INTO tiles(level, n, hashes) VALUES (@level, @n, @tile)", new { level, n, tile });
    }
}
