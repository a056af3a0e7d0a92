using System.Text;
using Interop.Cli.Verification.Outside;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Verification.Packages;

/// <summary>
/// Verifies a package of an export with nothing but itself and keys (spec 08): its form, the manifest's signature, every file's octets, then every record:
/// its form, event id, content, media, its signed receipt, and that it is in the log of the signed checkpoint. Memory does not grow with the package.
/// </summary>
internal sealed class PackageVerifier(IPackageFiles files, PinnedKeys keys, PeerKeySets peers)
{
    public const string Records = "records.ndjson";
    private const int LinesAtOnce = 1024;

    /// <summary>Whom to believe besides the archive's keys.</summary>
    public OutsideTrust Outside { get; init; } = OutsideTrust.None;

    /// <summary>Runs to the end or to the first fault.</summary>
    /// <param name="progress">Told of the step, how much of it is done and how much there is.</param>
    /// <param name="stop">Ends early with OperationCanceledException.</param>
    public PackageReport Run(Action<string, long, long>? progress, CancellationToken stop)
    {
        ExportManifest? manifest = null;
        try
        {
            manifest = ManifestCheck.Read(files, keys);
            var octets = manifest.Files.Sum(f => f.Size);
            new IntegrityCheck(files, manifest).Run(progress is null ? null : done => progress("octets", done, octets), stop);
            var checkpoint = CheckpointOf(manifest);
            var report = CheckRecords(manifest, checkpoint, progress, stop);
            var outside = new PackageOutside(files, keys, peers, (Outside, checkpoint));
            outside.Check();
            return report with
            {
                Outside = outside.Found,
                Manifest = manifest, Octets = octets, LogSize = checkpoint.Size, Unpinned = peers.Unknown,
                Media = manifest.Files.Count(f => f.Path.StartsWith("media/", StringComparison.Ordinal)),
            };
        }
        catch (PackageFaultException fault)
        {
            return new PackageReport { Fault = fault, Manifest = manifest, Place = fault.File is null ? null : files.PlaceOf(fault.File, fault.Offset) };
        }
        catch (AggregateException several) when (several.InnerException is PackageFaultException fault)
        {
            return new PackageReport { Fault = fault, Manifest = manifest, Place = fault.File is null ? null : files.PlaceOf(fault.File, fault.Offset) };
        }
    }

    private Checkpoint CheckpointOf(ExportManifest manifest)
    {
        if (keys.FaultOf(manifest.Checkpoint, out var head) is { } fault)
            throw new PackageFaultException($"the checkpoint {fault}", ManifestCheck.Manifest, 0);
        if (head.Origin != manifest.Log)
            throw new PackageFaultException($"the checkpoint is of the log '{head.Origin}', the package of '{manifest.Log}'", ManifestCheck.Manifest, 0);
        return Encoding.UTF8.GetString(ManifestCheck.All(files, "checkpoint.txt")) == manifest.Checkpoint ? head
            : throw new PackageFaultException("checkpoint.txt is not the manifest's", "checkpoint.txt", 0);
    }

    private PackageReport CheckRecords(ExportManifest manifest, Checkpoint checkpoint, Action<string, long, long>? progress, CancellationToken stop)
    {
        using var tree = new TreeProof(files);
        using var batches = new BatchProofs(files, keys, manifest.Log);
        if (ProviderName.TryParse(manifest.Log.Split('/')[0], out var own))
            peers.AddOwn(own, keys);
        using var attestations = manifest.Request.ClientCopy is null ? new PackageAttestations(files, new BatchEntryCheck(peers)) : null;
        var endings = new PackageEndings(files, manifest);
        var counts = new PackageCounts(manifest);
        foreach (var some in PackageLines.Of(files, Records).Chunk(LinesAtOnce))
        {
            stop.ThrowIfCancellationRequested();
            var lines = new RecordLine[some.Length];
            Parallel.For(0, some.Length, i => lines[i] = RecordLine.Read(Records, some[i].Offset, some[i].Line));
            foreach (var line in lines)
            {
                if (line.Fault is not null)
                    throw line.Fault;
                if (line.Index < counts.Next || line.Index >= checkpoint.Size)
                    throw new PackageFaultException($"record {line.Index} stands where it does not belong", Records, line.Offset);
                counts.Take(line);
                batches.Take(line);
                tree.Take(line.Index, line.LeafHash);
                endings.Take(line);
                attestations?.Take(line);
            }
            progress?.Invoke("records", counts.Records, manifest.Records);
        }
        batches.End();
        tree.End(checkpoint);
        attestations?.End();
        endings.End(stop);
        counts.End();
        return new PackageReport
        {
            Records = counts.Records, Batches = batches.Batches, Ended = endings.Ended, Dispositions = endings.Dispositions, RootsNotShown = endings.RootsNotShown,
            Attested = attestations?.Count ?? 0, HubsNotShown = attestations?.HubsNotShown ?? 0,
        };
    }
}
