using Interop.Protocol.Evidence;
using Microsoft.Data.Sqlite;

namespace Interop.Cli.Verification;

/// <summary>
/// Computes the whole archive again from its files, in one pass in the order of the log: every leaf, the tree and its tiles, every
/// checkpoint, every signature, every room's chain, every content digest. Memory does not grow with the log.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="keys">Whose signatures count.</param>
/// <param name="earlier">Note of a checkpoint that somebody kept, or null.</param>
internal sealed class ArchiveVerifier(DataFolder folder, PinnedKeys keys, string? earlier)
{
    /// <summary>Records that are looked at together, each by itself on whatever core is free.</summary>
    private const int RecordsAtOnce = 1024;

    /// <summary>Runs to the end or to the first fault.</summary>
    /// <param name="progress">Told the number of records done, every few thousand.</param>
    /// <param name="stop">Ends early with OperationCanceledException.</param>
    public VerificationReport Run(Action<long>? progress, CancellationToken stop)
    {
        var rooms = new RoomChains();
        try
        {
            Checkpoint? kept = null;
            if (earlier is not null && keys.FaultOf(earlier, out kept) is { } fault)
                return VerificationReport.Of($"the earlier checkpoint {fault}");
            var newest = folder.NewestCheckpoint();
            if (newest is null && folder.Count() > 0)
                throw new ArchiveFaultException("there are records, but no checkpoint over them");
            var log = newest?.Split('\n')[0] ?? kept?.Origin ?? "";
            using var tree = new TreeCheck(folder, keys, log, kept);
            using var batches = new BatchCheck(folder, keys, log);
            foreach (var rows in folder.Records().Chunk(RecordsAtOnce))
            {
                stop.ThrowIfCancellationRequested();
                var looked = new LookedAt[rows.Length];
                Parallel.For(0, rows.Length, i => looked[i] = LookedAt.Of(rows[i]));
                foreach (var (row, record) in rows.Zip(looked))
                {
                    if (row.Leaf != tree.Size)
                        throw new ArchiveFaultException($"record {tree.Size} is missing");
                    var part = record.Part();
                    batches.Take(part, record.LeafHash);
                    record.CheckBody();
                    rooms.Take(row, part);
                    tree.Append(record.LeafHash);
                }
                progress?.Invoke(tree.Size);
            }
            batches.End(tree.Size);
            tree.End();
            rooms.End(folder);
            return new VerificationReport(null, log, tree.Size, tree.Root(), batches.Batches, tree.Tiles, tree.Checkpoints, rooms.Count);
        }
        catch (ArchiveFaultException fault)
        {
            return VerificationReport.Of(fault.Message);
        }
        catch (Exception fault) when (fault is SqliteException or InvalidCastException)
        {
            return VerificationReport.Of($"the database cannot be read: {fault.Message}");
        }
    }
}
