using Interop.Cli.Verification.Outside;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Cli.Verification;

/// <summary>
/// Computes the whole archive again from its files, in one pass in the order of the log: every leaf, the tree and its tiles, every
/// checkpoint, every signature, every room's chain, every content digest. Memory does not grow with the log.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="keys">Whose signatures count.</param>
/// <param name="earlier">Note of a checkpoint that somebody kept, or null.</param>
/// <param name="peers">Keys of other providers that have signed events, places and decisions; null for none.</param>
/// <param name="witnesses">Keys of other providers that have signed checkpoints of this log; null for none.</param>
internal sealed class ArchiveVerifier(DataFolder folder, PinnedKeys keys, string? earlier, PeerKeySets? peers = null, PeerKeySets? witnesses = null)
{
    private readonly PeerKeySets peers = peers ?? new PeerKeySets([]);
    private readonly PeerKeySets witnesses = witnesses ?? new PeerKeySets([]);

    /// <summary>Whom to believe besides: witnesses of C2SP, time-stamp authorities.</summary>
    public OutsideTrust Outside { get; init; } = OutsideTrust.None;

    /// <summary>Records that are looked at together, each by itself on whatever core is free.</summary>
    private const int RecordsAtOnce = 1024;

    /// <summary>Runs to the end or to the first fault.</summary>
    /// <param name="progress">Told the number of records done, every few thousand.</param>
    /// <param name="stop">Ends early with OperationCanceledException.</param>
    public VerificationReport Run(Action<long>? progress, CancellationToken stop)
    {
        var (rooms, returns, unknown, closed) = (new RoomChains(), new ReturnCheck(), 0L, 0L);
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
            if (ProviderName.TryParse(log.Split('/')[0], out var own))
                peers.AddOwn(own, keys);
            var entries = new BatchEntryCheck(peers);
            var forks = new ForkCheck(entries, peers);
            using var attestations = new AttestationCheck(folder.Attestations().GetEnumerator(), entries);
            var media = new MediaCheck(folder);
            var endings = new EndingCheck(folder);
            using var witnessed = new WitnessCheck(folder, keys, witnesses);
            using var outside = new OutsideCheck(folder, keys, Outside);
            foreach (var rows in folder.RecordsAsStored().Chunk(RecordsAtOnce))
            {
                stop.ThrowIfCancellationRequested();
                var looked = new LookedAt[rows.Length];
                Parallel.For(0, rows.Length, i => looked[i] = LookedAt.Of(rows[i], folder.Keys));
                foreach (var record in looked)
                {
                    var row = record.Row;
                    if (row.Leaf != tree.Size)
                        throw new ArchiveFaultException($"record {tree.Size} is missing");
                    var part = record.Part();
                    batches.Take(part, record.LeafHash);
                    record.CheckBody();
                    endings.Take(part, record.IsBodyAbsent);
                    media.Take(row, part);
                    returns.Take(row, part);
                    // The entry that hands a room over is still the old hub's.
                    var hub = rooms.HubOf(part);
                    rooms.Take(row, part);
                    attestations.Take(part, hub);
                    forks.Take(row, part);
                    closed += row.IsClosed ? 1 : 0;
                    unknown += FixedPart.Kinds.Contains(part.Kind) ? 0 : 1;
                    tree.Append(record.LeafHash);
                    witnessed.Take(tree);
                    outside.Take(tree);
                }
                progress?.Invoke(tree.Size);
            }
            batches.End(tree.Size);
            tree.End();
            rooms.End(folder, log);
            returns.End(endings.End(stop));
            attestations.End();
            witnessed.End(tree.Size);
            outside.End(tree.Size);
            media.End(stop);
            return new VerificationReport(null, log, tree.Size, tree.Root(), batches.Batches, tree.Tiles, tree.Checkpoints, rooms.Count)
            {
                Attested = attestations.Count, Forks = forks.Count, Unknown = unknown, Closed = closed, Unpinned = peers.Unknown, Files = media.Files, FilesNotLookedAt = media.NotLookedAt, Witnessed = witnessed.Count, Ended = endings.Ended, Dispositions = endings.Dispositions, WitnessedSize = witnessed.Size, Outside = outside.Found,
            };
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
