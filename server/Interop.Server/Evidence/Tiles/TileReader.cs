using System.Buffers.Binary;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Tiles;

/// <summary>
/// The log's tree as tiles, and its leaves as entry bundles (C2SP tlog-tiles, spec 08). Whole tiles are stored; the unfinished one of each level is kept in memory
/// as it grows, so that asking for it again costs no hashing.
/// </summary>
internal sealed class TileReader(Database database, AppendLog log)
{
    private const int LevelMax = 7;
    private const int EntryOctetsMax = ushort.MaxValue;

    private readonly Lock gate = new();
    private readonly (long Number, List<byte[]> Hashes)[] edges = [.. Enumerable.Range(0, LevelMax + 1).Select(_ => (-1L, new List<byte[]>()))];

    /// <summary>The hashes of a tile, 32 octets each; null when the log has no such tile yet.</summary>
    /// <param name="level">0 for leaf hashes.</param>
    /// <param name="path">Which, whole or partial.</param>
    public byte[]? Tile(int level, TilePath path)
    {
        var width = path.Width ?? TreeEdge.TileWidth;
        if (level is < 0 or > LevelMax || ((path.Number * TreeEdge.TileWidth) + width) > log.Committed >> (8 * level))
            return null;
        var whole = database.Read(c => c.QuerySingleOrDefault<byte[]?>("SELECT hashes FROM tiles WHERE level=@level AND n=@n", new { level, n = path.Number }));
        if (whole is not null)
            return width == TreeEdge.TileWidth ? whole : whole[..(32 * width)];
        return path.Width is null ? null : Edge(level, path.Number, width);
    }

    /// <summary>The fixed parts of up to 256 records, each after its length in two octets; null when the log has no such bundle yet.</summary>
    /// <exception cref="ProblemException">5.5.4: one of them is longer than 65,535 octets, which this form does not have.</exception>
    public byte[]? Entries(TilePath path)
    {
        var (first, width) = (path.Number * TreeEdge.TileWidth, path.Width ?? TreeEdge.TileWidth);
        if (first + width > log.Committed)
            return null;
        using var bundle = new MemoryStream();
        Span<byte> length = stackalloc byte[2];
        foreach (var record in database.Read(c => c.Query<byte[]>("SELECT record FROM records WHERE leaf>=@first AND leaf<@end ORDER BY leaf", new { first, end = first + width }).AsList()))
        {
            if (record.Length > EntryOctetsMax)
                throw new ProblemException(DecisionCodes.NotFound, "A record of this bundle is longer than 65,535 octets; read it with GET /archive/records.");
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)record.Length);
            bundle.Write(length);
            bundle.Write(record);
        }
        return bundle.ToArray();
    }

    private byte[] Edge(int level, long number, int width)
    {
        lock (gate)
        {
            var edge = edges[level].Number == number ? edges[level].Hashes : [];
            if (edge.Count < width)
            {
                database.Read(c =>
                {
                    for (var i = edge.Count; i < width; i++)
                        edge.Add(TreeStore.Subtree(c, 8 * level, (number * TreeEdge.TileWidth) + i));
                    return true;
                });
                edges[level] = (number, edge);
            }
            var all = new byte[32 * width];
            for (var i = 0; i < width; i++)
                edge[i].CopyTo(all, 32 * i);
            return all;
        }
    }
}
