using Dapper;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>Hashes of sets of leaves: from the tiles, 256 at a time, and at the right edge from the records.</summary>
internal static class LeafHashes
{
    /// <summary>RFC 6962 root over the leaf hashes of these records, in order (spec 9.8). Memory does not grow with their number.</summary>
    public static byte[] Root(SqliteConnection connection, LeafRanges leaves)
    {
        var tree = new MerkleFrontier();
        foreach (var hash in Of(connection, leaves))
            tree.Append(hash);
        return tree.Root();
    }

    private static IEnumerable<byte[]> Of(SqliteConnection connection, LeafRanges leaves)
    {
        var (number, hashes) = (-1L, Array.Empty<byte>());
        foreach (var range in leaves)
        {
            for (var leaf = range.First; leaf <= range.Last; leaf++)
            {
                if (leaf / TreeEdge.TileWidth != number)
                {
                    number = leaf / TreeEdge.TileWidth;
                    hashes = connection.QuerySingleOrDefault<byte[]?>("SELECT hashes FROM tiles WHERE level=0 AND n=@number", new { number }) ?? Edge(connection, number);
                }
                yield return hashes.AsSpan((int)(leaf % TreeEdge.TileWidth) * MerkleTree.HashLength, MerkleTree.HashLength).ToArray();
            }
        }
    }

    /// <summary>The last tile, which is not complete.</summary>
    private static byte[] Edge(SqliteConnection connection, long number)
    {
        var hashes = new byte[TreeEdge.TileWidth * MerkleTree.HashLength];
        var first = number * TreeEdge.TileWidth;
        foreach (var (leaf, record) in connection.Query<(long, byte[])>("SELECT leaf, record FROM records WHERE leaf>=@first ORDER BY leaf LIMIT @width", new { first, width = TreeEdge.TileWidth }, buffered: false))
            MerkleTree.LeafHash(record).CopyTo(hashes, (leaf - first) * MerkleTree.HashLength);
        return hashes;
    }
}
