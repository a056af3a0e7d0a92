using Dapper;
using Interop.Protocol.Evidence;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>Reads hashes of the archive's tree: from complete tiles, and at the right edge from the records themselves.</summary>
internal static class TreeStore
{
    /// <summary>The edge as it was at the last commit; at most 255 records are hashed for it.</summary>
    public static TreeEdge LoadEdge(SqliteConnection connection)
    {
        var size = connection.ExecuteScalar<long>("SELECT coalesce(max(leaf)+1, 0) FROM records");
        var levels = new List<List<byte[]>>();
        var width = 1L;
        for (var level = 0; level == 0 || size / width > 0; level++, width *= TreeEdge.TileWidth)
        {
            var complete = size / (width * TreeEdge.TileWidth);
            var hashes = new List<byte[]>();
            for (var index = complete * TreeEdge.TileWidth; index < size / width; index++)
                hashes.Add(Hash(connection, level, index));
            levels.Add(hashes);
        }
        return new TreeEdge(size, levels);
    }

    /// <summary>Hash of a complete subtree of 2^height leaves, for proofs (see <see cref="TreeHashes"/>).</summary>
    public static byte[] Subtree(SqliteConnection connection, int height, long index)
    {
        var level = height / 8;
        var span = 1 << (height % 8);
        if (span == 1)
            return Hash(connection, level, index);
        var first = index * span;
        return new BatchTree([.. Enumerable.Range(0, span).Select(i => Hash(connection, level, first + i))]).Root;
    }

    /// <summary>Hash number <paramref name="index"/> of a tile level: it covers 256^level leaves.</summary>
    private static byte[] Hash(SqliteConnection connection, int level, long index)
    {
        var tile = connection.QuerySingleOrDefault<byte[]>(
            "SELECT substr(hashes, @offset, 32) FROM tiles WHERE level=@level AND n=@n",
            new { level, n = index / TreeEdge.TileWidth, offset = (index % TreeEdge.TileWidth * 32) + 1 });
        if (tile is { Length: 32 })
            return tile;
        if (level == 0)
            return MerkleTree.LeafHash(connection.QuerySingle<byte[]>("SELECT record FROM records WHERE leaf=@index", new { index }));
        var whole = connection.QuerySingle<byte[]>("SELECT hashes FROM tiles WHERE level=@below AND n=@index", new { below = level - 1, index });
        return new BatchTree([.. whole.Chunk(32)]).Root;
    }
}
