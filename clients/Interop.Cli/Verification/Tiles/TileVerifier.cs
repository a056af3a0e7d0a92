using System.Buffers.Binary;
using System.Text;
using Interop.Cli.Verification.Outside;
using Interop.Notes;
using Interop.Protocol.Evidence;

namespace Interop.Cli.Verification.Tiles;

/// <summary>
/// Computes the root of a log from its leaf hashes (tiles of level 0), compares every tile of every level with them and the root with the signed head; with
/// entries, each record's fixed part with its leaf hash too. Memory does not grow with the log.
/// </summary>
internal sealed class TileVerifier(ITileSource source, PinnedKeys keys)
{
    private const int TileOctets = TileName.Width * MerkleTree.HashLength;
    private const int EntryOctetsMax = ushort.MaxValue + 2;
    private const int Height = 8;

    private readonly MerkleFrontier tree = new();
    private readonly OutsideSigned found = new();
    private readonly List<List<byte[]>> open = [];
    private readonly List<(int Level, long Number, byte[][] Hashes)> complete = [];

    /// <summary>A checkpoint that somebody kept: the log must begin with it.</summary>
    public Checkpoint? Earlier { get; init; }

    /// <summary>Whose cosignatures under the head count.</summary>
    public OutsideTrust Outside { get; init; } = OutsideTrust.None;

    /// <summary>Look at entry bundles as well.</summary>
    public bool WithEntries { get; init; }

    /// <summary>Told of each leaf hash, by rising index.</summary>
    public Action<long, byte[]>? Leaf { get; init; }

    /// <param name="progress">Told of records done, and how many there are.</param>
    /// <param name="stop">Ends early with OperationCanceledException.</param>
    /// <exception cref="ArchiveFaultException">Something is not as it was signed; the message names it.</exception>
    public async Task<TileReport> RunAsync(Action<long, long>? progress, CancellationToken stop)
    {
        var head = await HeadAsync(stop);
        var (tiles, entries) = (0L, 0L);
        CompareEarlier();
        for (var number = 0L; number * TileName.Width < head.Size; number++)
        {
            var width = (int)Math.Min(TileName.Width, head.Size - (number * TileName.Width));
            var hashes = await TileAsync(0, number, width, stop);
            tiles++;
            if (WithEntries)
                entries += await EntriesAsync(number, hashes, stop);
            foreach (var hash in hashes)
            {
                Leaf?.Invoke(tree.Size, hash);
                tree.Append(hash, TakeSubtree);
                CompareEarlier();
            }
            tiles += await CompareCompleteAsync(stop);
            progress?.Invoke(tree.Size, head.Size);
        }
        tiles += await CompareOpenAsync(stop);
        if (!tree.Root().AsSpan().SequenceEqual(head.Root))
            throw new ArchiveFaultException($"the tiles do not have the root that was signed over {head.Size} records");
        return new TileReport(head.Origin, head.Size, head.Root, tiles, entries) { Outside = found };
    }

    private async Task<Checkpoint> HeadAsync(CancellationToken stop)
    {
        var octets = await source.ReadAsync(TileName.Checkpoint, Checkpoint.NoteLengthMax * 4, stop) ?? throw new ArchiveFaultException(Outside.Cosigners.IsEmpty ? "there is no checkpoint: the log is empty, or this is none" : "there is no checkpoint that a witness has cosigned");
        var note = Encoding.UTF8.GetString(octets);
        if (keys.FaultOf(note, out var head) is { } fault)
            throw new ArchiveFaultException($"the checkpoint {fault}");
        if (Earlier is { } kept && kept.Origin != head.Origin)
            throw new ArchiveFaultException($"the earlier checkpoint is of the log '{kept.Origin}', this is the log '{head.Origin}'");
        if (Earlier is { } larger && larger.Size > head.Size)
            throw new ArchiveFaultException($"the log has {head.Size} records, but the earlier checkpoint was signed over {larger.Size}: the log was cut");
        if (SignedNote.TryParse(note, out var read))
            CosignedHead.Check(read, Outside.Cosigners, found);
        found.End(Outside);
        return head;
    }

    private void CompareEarlier()
    {
        if (Earlier is { } kept && kept.Size == tree.Size && !kept.Root.AsSpan().SequenceEqual(tree.Root()))
            throw new ArchiveFaultException($"the first {kept.Size} records are not those that the earlier checkpoint was signed over: the log was rewritten");
    }

    private async Task<byte[][]> TileAsync(int level, long number, int width, CancellationToken stop)
    {
        var name = TileName.Of(level, number, width);
        // A folder may have the whole tile where the head needs its beginning only.
        var octets = await source.ReadAsync(name, TileOctets, stop) ?? (width < TileName.Width ? await source.ReadAsync(TileName.Of(level, number, TileName.Width), TileOctets, stop) : null)
            ?? throw new ArchiveFaultException($"{name} is missing");
        return octets.Length >= width * MerkleTree.HashLength && octets.Length % MerkleTree.HashLength == 0 ? [.. octets.Chunk(MerkleTree.HashLength).Take(width)]
            : throw new ArchiveFaultException($"{name} does not have {width} hashes");
    }

    private async Task<long> EntriesAsync(long number, byte[][] hashes, CancellationToken stop)
    {
        var name = TileName.OfEntries(number, hashes.Length);
        var bundle = await source.ReadAsync(name, TileName.Width * EntryOctetsMax, stop) ?? throw new ArchiveFaultException($"{name} is missing");
        var at = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            var record = (number * TileName.Width) + i;
            if (bundle.Length < at + 2 || bundle.Length < at + 2 + BinaryPrimitives.ReadUInt16BigEndian(bundle.AsSpan(at)))
                throw new ArchiveFaultException($"{name} ends before record {record} does");
            var length = BinaryPrimitives.ReadUInt16BigEndian(bundle.AsSpan(at));
            if (!MerkleTree.LeafHash(bundle.AsSpan(at + 2, length)).AsSpan().SequenceEqual(hashes[i]))
                throw new ArchiveFaultException($"record {record} in {name} is not the one of which the log has the hash");
            at += 2 + length;
        }
        return at == bundle.Length ? hashes.Length : throw new ArchiveFaultException($"{name} has more than {hashes.Length} records");
    }

    private void TakeSubtree(int height, long index, byte[] hash)
    {
        if (height % Height != 0)
            return;
        var level = height / Height;
        while (open.Count <= level)
            open.Add([]);
        open[level].Add(hash);
        if (open[level].Count < TileName.Width)
            return;
        if (level > 0)
            complete.Add((level, index / TileName.Width, [.. open[level]]));
        open[level].Clear();
    }

    /// <summary>Tiles above the lowest level that became whole.</summary>
    private async Task<long> CompareCompleteAsync(CancellationToken stop)
    {
        foreach (var (level, number, hashes) in complete)
            await CompareAsync(level, number, hashes, stop);
        var count = complete.Count;
        complete.Clear();
        return count;
    }

    /// <summary>The unfinished tile of each level above the lowest.</summary>
    private async Task<long> CompareOpenAsync(CancellationToken stop)
    {
        var count = 0L;
        for (var level = 1; level < open.Count; level++)
        {
            if (open[level].Count == 0)
                continue;
            await CompareAsync(level, (tree.Size >> (Height * level)) / TileName.Width, [.. open[level]], stop);
            count++;
        }
        return count;
    }

    private async Task CompareAsync(int level, long number, byte[][] hashes, CancellationToken stop)
    {
        var stored = await TileAsync(level, number, hashes.Length, stop);
        for (var i = 0; i < hashes.Length; i++)
        {
            if (!stored[i].AsSpan().SequenceEqual(hashes[i]))
                throw new ArchiveFaultException($"{TileName.Of(level, number, hashes.Length)} has another hash for {Covered(level, (number * TileName.Width) + i)} than the tiles below it");
        }
    }

    private static string Covered(int level, long index)
    {
        var width = 1L << (Height * level);
        return $"records {index * width} to {((index + 1) * width) - 1}";
    }
}
