using System.Buffers.Text;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;

namespace Interop.Cli.Verification.Packages;

/// <summary>
/// That every body of a package that has ended did so under a disposition that is done, whose two records are in the package too, and that a disposition
/// of which all leaves are here is over these (spec 9.8, steps 1 and 4). Memory grows by three bits a record, and with the
/// ranges that dispositions name.
/// </summary>
internal sealed class PackageEndings(IPackageFiles files, ExportManifest manifest)
{
    private const string Records = PackageVerifier.Records;
    private const int LinesAtOnce = 1024;
    private readonly LeafBits here = new();
    private readonly LeafBits erased = new();
    private readonly LeafBits kept = new();
    private readonly Dictionary<long, DispositionPart> begun = [];
    private readonly Dictionary<long, DispositionPart> done = [];

    /// <summary>Bodies that have ended under dispositions that name them.</summary>
    public long Ended { get; private set; }

    /// <summary>Dispositions that are done and end a body of this package.</summary>
    public long Dispositions { get; private set; }

    /// <summary>Those of which leaves are elsewhere: that they were signed over just these records is not shown.</summary>
    public long RootsNotShown { get; private set; }

    /// <summary>The next record, in the order of the log.</summary>
    /// <exception cref="PackageFaultException">The disposition cannot be, or the reason for which a body is absent.</exception>
    public void Take(RecordLine line)
    {
        here.Add(line.Index);
        if (line.BodyAbsent == "erased")
            erased.Add(line.Index);
        else if (line.HasBody)
            kept.Add(line.Index);
        CheckReason(line);
        if (line.Part.Disposition is not { } disposition)
            return;
        if (disposition.Leaves.Count != disposition.Count || disposition.Leaves.Last >= line.Index)
            throw At(line.Offset, $"record {line.Index}: the disposition does not have the {disposition.Count} records that it says");
        if (disposition.Begun is not { } first)
        {
            begun.Add(line.Index, disposition);
            return;
        }
        if (begun.TryGetValue(first, out var opened) && (opened.Certificate != disposition.Certificate || disposition.Leaves.Except(opened.Leaves).Count > 0))
            throw At(line.Offset, $"record {line.Index}: the disposition is done, but record {first} did not begin it, or not for all that it ended");
        done.Add(line.Index, disposition);
    }

    /// <summary>After the last record.</summary>
    /// <exception cref="PackageFaultException">A body has ended without records that say so, or a disposition is over other records.</exception>
    public void End(CancellationToken stop)
    {
        var named = LeafRanges.Of(done.Values.SelectMany(d => d.Leaves).OrderBy(range => range.First));
        if (First(erased, leaf => !named.Contains(leaf)) is { } unexplained)
            throw Of(unexplained, $"record {unexplained}: the content is said to be erased, and no disposition of this package that is done has it");
        if (First(kept, named.Contains) is { } still)
            throw Of(still, $"record {still}: the content is here, although a disposition of this package says that it has ended");
        var needed = done.Where(d => erased.HasAnyOf(d.Value.Leaves)).ToDictionary();
        foreach (var (index, disposition) in needed)
        {
            if (!begun.ContainsKey(disposition.Begun!.Value))
                throw Of(index, $"record {index}: the disposition is done, and record {disposition.Begun}, which began it, is not in this package");
        }
        CheckBeside(needed);
        (Ended, Dispositions) = (erased.Count, needed.Count);
        var whole = needed.Where(d => here.HasAllOf(d.Value.Leaves)).ToDictionary();
        RootsNotShown = needed.Count - whole.Count;
        if (whole.Count > 0)
            CheckRoots(whole, stop);
    }

    // Of a refusal, of what was withheld and of what a proxy has refused, the content need not be kept. A header alone does not say which it is.
    private void CheckReason(RecordLine line)
    {
        var mayBe = line.BodyAbsent switch
        {
            null or "erased" or "sealed" => true,
            "notKept" => line.Part.Kind is "refusal" or "decision" or "egress" || line.Part.IsWithheld || manifest.Request.ClientCopy is not null,
            "notGiven" => line.Part.Kind == "disposition" && manifest.Request.ClientCopy is not null,
            _ => false,
        };
        if (!mayBe)
            throw At(line.Offset, $"record {line.Index}: its content is said to be {line.BodyAbsent}, which the content of such a record cannot be");
    }

    private void CheckBeside(Dictionary<long, DispositionPart> needed)
    {
        var explaining = needed.Keys.Concat(needed.Values.Select(d => d.Begun!.Value)).ToHashSet();
        var before = -1L;
        foreach (var index in manifest.Beside ?? [])
        {
            if (index <= before || !explaining.Contains(index))
                throw new PackageFaultException($"the manifest names record {index} beside the scope, and that tells of no body that has ended in this package", ManifestCheck.Manifest, 0);
            before = index;
        }
    }

    /// <summary>The lines are gone through once more: which disposition has a record is known only now.</summary>
    private void CheckRoots(Dictionary<long, DispositionPart> whole, CancellationToken stop)
    {
        var trees = whole.ToDictionary(d => d.Key, _ => new MerkleFrontier());
        var parts = whole.SelectMany(d => d.Value.Leaves.Select(range => (Range: range, d.Key))).OrderBy(p => p.Range.First).ToArray();
        var next = 0;
        foreach (var some in PackageLines.Of(files, Records).Chunk(LinesAtOnce))
        {
            stop.ThrowIfCancellationRequested();
            var hashes = new byte[some.Length][];
            Parallel.For(0, some.Length, i => hashes[i] = RecordLine.Read(Records, some[i].Offset, some[i].Line).LeafHash);
            for (var i = 0; i < some.Length; i++)
            {
                var index = IndexOf(some[i].Line);
                while (next < parts.Length && parts[next].Range.Last < index)
                    next++;
                if (next < parts.Length && parts[next].Range.First <= index)
                    trees[parts[next].Key].Append(hashes[i]);
            }
        }
        foreach (var (index, disposition) in whole.OrderBy(d => d.Key))
        {
            if (Base64UrlText.Of(trees[index].Root()) != disposition.Root)
                throw Of(index, $"record {index}: the disposition was signed over other records than it names");
        }
    }

    private static long? First(LeafBits leaves, Func<long, bool> isIt) => leaves.Leaves().Where(isIt).Select(leaf => (long?)leaf).FirstOrDefault();

    private PackageFaultException Of(long index, string sentence) => At(PackageLines.Of(files, Records).First(line => IndexOf(line.Line) == index).Offset, sentence);

    private static PackageFaultException At(long offset, string sentence) => new(sentence, Records, offset);

    /// <summary>Each line begins with its index: its spelling was checked.</summary>
    private static long IndexOf(byte[] line) =>
        Utf8Parser.TryParse(line.AsSpan("{\"index\":"u8.Length), out long index, out _) ? index : -1;
}
