using Interop.Protocol.Evidence;

namespace Interop.Server.Archive;

/// <summary>
/// The right edge of the archive's Merkle tree: the hashes that are not in a complete tile yet, per tile level (C2SP tlog-tiles:
/// 256 hashes a tile, a hash of level L+1 covers a whole tile of level L). Bounded: 255 hashes a level.
/// </summary>
internal sealed class TreeEdge
{
    public const int TileWidth = 256;

    private readonly List<List<byte[]>> levels;
    private readonly MerkleFrontier frontier;

    /// <param name="size">Leaves so far.</param>
    /// <param name="levels">Hashes right of the last complete tile, per level, left to right.</param>
    public TreeEdge(long size, IEnumerable<IEnumerable<byte[]>> levels)
    {
        this.levels = [.. levels.Select(l => l.ToList())];
        // The peaks of the tree are the roots of the complete subtrees that its size in binary names, largest first.
        var peaks = new List<byte[]>();
        for (var level = this.levels.Count - 1; level >= 0; level--)
            peaks.AddRange(PeaksOf(this.levels[level]));
        frontier = new MerkleFrontier(size, peaks);
    }

    public long Size => frontier.Size;

    /// <summary>What the constructor takes: the hashes that are in no complete tile, per level.</summary>
    public IEnumerable<IEnumerable<byte[]>> Levels => levels;

    public byte[] Root() => frontier.Root();

    /// <summary>Adds a leaf; answers the tiles that it completes (level, number, 256 hashes).</summary>
    public IEnumerable<(int Level, long Number, byte[] Hashes)> Append(byte[] leafHash)
    {
        frontier.Append(leafHash);
        var hash = leafHash;
        List<(int, long, byte[])>? complete = null;
        for (var level = 0; ; level++)
        {
            if (level == levels.Count)
                levels.Add([]);
            var edge = levels[level];
            edge.Add(hash);
            if (edge.Count < TileWidth)
                return complete ?? [];
            (complete ??= []).Add((level, TileNumber(level), Concat(edge)));
            hash = new BatchTree([.. edge]).Root;
            edge.Clear();
        }
    }

    private static IEnumerable<byte[]> PeaksOf(List<byte[]> edge)
    {
        var start = 0;
        for (var width = TileWidth / 2; width >= 1; width /= 2)
        {
            if ((edge.Count & width) == 0)
                continue;
            yield return new BatchTree([.. edge.Skip(start).Take(width)]).Root;
            start += width;
        }
    }

    private static byte[] Concat(List<byte[]> hashes)
    {
        var all = new byte[hashes.Count * 32];
        for (var i = 0; i < hashes.Count; i++)
            hashes[i].CopyTo(all, i * 32);
        return all;
    }

    private long TileNumber(int level) => (Size >> (8 * (level + 1))) - 1;
}
