using Interop.Protocol.Evidence;

namespace Interop.Cli.Verification;

/// <summary>The Merkle tree, grown leaf by leaf and compared with every stored tile and with every signed head (spec 08).</summary>
internal sealed class TreeCheck : IDisposable
{
    /// <summary>C2SP tlog-tiles: hashes a tile, and tree levels between two tile levels.</summary>
    private const int TileWidth = 256;
    private const int TileHeight = 8;

    private readonly DataFolder folder;
    private readonly PinnedKeys keys;
    private readonly Checkpoint? earlier;
    private readonly MerkleFrontier tree = new();
    private readonly List<List<byte[]>> openTiles = [];
    private readonly IEnumerator<(long Size, string Note)> checkpoints;
    private bool checkpointsLeft;
    private long lastCheckpoint;

    /// <param name="folder">Where tiles and checkpoints are.</param>
    /// <param name="keys">Whose signatures count.</param>
    /// <param name="log">Name of the log.</param>
    /// <param name="earlier">A checkpoint that somebody kept; its signature was checked.</param>
    public TreeCheck(DataFolder folder, PinnedKeys keys, string log, Checkpoint? earlier)
    {
        (this.folder, this.keys, this.earlier, Log) = (folder, keys, earlier, log);
        if (earlier is not null && earlier.Origin != log)
            throw new ArchiveFaultException($"the earlier checkpoint is of the log '{earlier.Origin}', this is the log '{log}'");
        checkpoints = folder.Checkpoints().GetEnumerator();
        checkpointsLeft = checkpoints.MoveNext();
        CompareHeads();
    }

    public string Log { get; }

    public long Size => tree.Size;

    public long Tiles { get; private set; }

    public long Checkpoints { get; private set; }

    public byte[] Root() => tree.Root();

    public void Append(byte[] leafHash)
    {
        tree.Append(leafHash, TakeSubtree);
        CompareHeads();
    }

    /// <summary>At the end of the log: nothing was signed beyond it, and all of it is signed.</summary>
    public void End()
    {
        if (checkpointsLeft)
            throw new ArchiveFaultException($"the log ends after {Size} records, but a checkpoint was signed over {checkpoints.Current.Size}: the log was cut");
        if (earlier is not null && earlier.Size > Size)
            throw new ArchiveFaultException($"the log has {Size} records, but the earlier checkpoint was signed over {earlier.Size}: the log was cut");
        if (lastCheckpoint != Size)
            throw new ArchiveFaultException($"record {lastCheckpoint} and those after it are under no checkpoint");
        if (folder.Tiles() != Tiles)
            throw new ArchiveFaultException($"there are {folder.Tiles()} tiles where a log of {Size} records has {Tiles}");
    }

    public void Dispose() => checkpoints.Dispose();

    private void CompareHeads()
    {
        if (earlier is not null && earlier.Size == Size && !earlier.Root.AsSpan().SequenceEqual(tree.Root()))
            throw new ArchiveFaultException($"the first {Size} records are not those that the earlier checkpoint was signed over: the log was rewritten");
        if (!checkpointsLeft || checkpoints.Current.Size > Size)
            return;
        var (size, note) = checkpoints.Current;
        if (keys.FaultOf(note, out var head) is { } fault)
            throw new ArchiveFaultException($"the checkpoint over {size} records {fault}");
        if (head.Size != size || head.Origin != Log)
            throw new ArchiveFaultException($"the checkpoint over {size} records says that it is over {head.Size} of the log '{head.Origin}'");
        if (!head.Root.AsSpan().SequenceEqual(tree.Root()))
            throw new ArchiveFaultException($"the first {size} records do not have the root that their checkpoint was signed over");
        Checkpoints++;
        lastCheckpoint = size;
        checkpointsLeft = checkpoints.MoveNext();
    }

    private void TakeSubtree(int height, long index, byte[] hash)
    {
        if (height % TileHeight != 0)
            return;
        var level = height / TileHeight;
        while (openTiles.Count <= level)
            openTiles.Add([]);
        var tile = openTiles[level];
        tile.Add(hash);
        if (tile.Count < TileWidth)
            return;
        var number = index / TileWidth;
        if (folder.Tile(level, number) is not { } stored)
            throw new ArchiveFaultException($"tile {number} of level {level} is missing");
        if (stored.Length != TileWidth * MerkleTree.HashLength)
            throw new ArchiveFaultException($"tile {number} of level {level} does not have {TileWidth} hashes");
        for (var i = 0; i < TileWidth; i++)
        {
            if (!stored.AsSpan(i * MerkleTree.HashLength, MerkleTree.HashLength).SequenceEqual(tile[i]))
                throw new ArchiveFaultException($"tile {number} of level {level} has another hash for {Covered(level, (number * TileWidth) + i)} than the log");
        }
        Tiles++;
        tile.Clear();
    }

    private static string Covered(int level, long index)
    {
        var width = 1L << (TileHeight * level);
        return width == 1 ? $"record {index}" : $"records {index * width} to {((index + 1) * width) - 1}";
    }
}
