using Dapper;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Export;

/// <summary>
/// Hashes of complete subtrees of the log as it was at a size, asked for from left to right: each tile is read once, whatever is asked of it.
/// </summary>
internal sealed class GapHashes(long size)
{
    private const int TileHeight = 8;
    private readonly Dictionary<int, (long Number, byte[][] Hashes)> tiles = [];

    /// <summary>Hash of the subtree over 2^height leaves.</summary>
    public byte[] Of(SqliteConnection connection, int height, long index)
    {
        var level = height / TileHeight;
        var span = 1 << (height % TileHeight);
        var first = index * span;
        var tile = Tile(connection, level, first / TreeEdge.TileWidth);
        var at = (int)(first % TreeEdge.TileWidth);
        return span == 1 ? tile[at] : MerkleTree.Root(tile.AsSpan(at, span));
    }

    /// <summary>A tile as it was at the size: the last one of a level may be shorter than the others.</summary>
    private byte[][] Tile(SqliteConnection connection, int level, long number)
    {
        if (tiles.TryGetValue(level, out var known) && known.Number == number)
            return known.Hashes;
        var first = number * TreeEdge.TileWidth;
        var count = (int)Math.Min(TreeEdge.TileWidth, (size >> (TileHeight * level)) - first);
        var stored = connection.QuerySingleOrDefault<byte[]>("SELECT hashes FROM tiles WHERE level=@level AND n=@number", new { level, number });
        byte[][] hashes = stored is not null ? [.. stored.Chunk(MerkleTree.HashLength).Take(count)]
            : level == 0 ? [.. connection.Query<byte[]>("SELECT record FROM records WHERE leaf>=@first AND leaf<@end ORDER BY leaf", new { first, end = first + count }).Select(r => MerkleTree.LeafHash(r))]
            : [.. Enumerable.Range(0, count).Select(i => Whole(connection, level - 1, first + i))];
        tiles[level] = (number, hashes);
        return hashes;
    }

    private static byte[] Whole(SqliteConnection connection, int level, long number) => MerkleTree.Root(
        [.. connection.QuerySingle<byte[]>("SELECT hashes FROM tiles WHERE level=@level AND n=@number", new { level, number }).Chunk(MerkleTree.HashLength)]);
}
