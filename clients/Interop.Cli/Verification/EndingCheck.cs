using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;

namespace Interop.Cli.Verification;

/// <summary>
/// That every body that is absent has ended under a disposition that is on record as done, and that the leaves of each disposition are those it was
/// signed over (spec 9.8, steps 1 and 4; RET-9.41). That the records themselves are signed and in the log is found out like that of all records.
/// Memory grows by a bit a record, and with the ranges that dispositions name.
/// </summary>
internal sealed class EndingCheck(DataFolder folder)
{
    private readonly Dictionary<long, DispositionPart> begun = [];
    private readonly List<(long Index, DispositionPart Part)> done = [];
    private readonly LeafBits absent = new();

    /// <summary>Bodies that have ended.</summary>
    public long Ended { get; private set; }

    /// <summary>Dispositions that are done.</summary>
    public long Dispositions => done.Count;

    /// <exception cref="ArchiveFaultException">A second record without its first.</exception>
    public void Take(FixedPart part, bool isAbsent)
    {
        if (isAbsent)
            absent.Add(part.Index);
        if (part.Disposition is not { } disposition)
            return;
        if (disposition.Leaves.Count != disposition.Count || disposition.Leaves.Last >= part.Index)
            throw new ArchiveFaultException($"record {part.Index}: the disposition does not have the {disposition.Count} records that it says");
        if (disposition.Begun is not { } first)
        {
            begun.Add(part.Index, disposition);
            return;
        }
        if (!begun.Remove(first, out var opened) || opened.Certificate != disposition.Certificate)
            throw new ArchiveFaultException($"record {part.Index}: the disposition is done, but record {first} did not begin it");
        if (disposition.Leaves.Except(opened.Leaves).Count > 0)
            throw new ArchiveFaultException($"record {part.Index}: the disposition ended more than it had begun with");
        done.Add((part.Index, disposition));
    }

    /// <summary>After the last record. Answers what has ended.</summary>
    /// <exception cref="ArchiveFaultException">A body is absent and no disposition has ended it, or one is there that has ended, or a disposition is over other records.</exception>
    public LeafRanges End(CancellationToken stop)
    {
        foreach (var (index, disposition) in done)
        {
            stop.ThrowIfCancellationRequested();
            if (RootOf(disposition.Leaves) != disposition.Root)
                throw new ArchiveFaultException($"record {index}: the disposition was signed over other records than it names");
            if (folder.FirstBody(disposition.Leaves) is { } kept)
                throw new ArchiveFaultException($"record {kept}: the content is there, although record {index} says that it has ended");
        }
        var ended = LeafRanges.Of(done.SelectMany(d => d.Part.Leaves).OrderBy(range => range.First));
        Ended = ended.Count;
        if (absent.Leaves().Where(leaf => !ended.Contains(leaf)).Select(leaf => (long?)leaf).FirstOrDefault() is not { } unexplained)
            return ended;
        var open = begun.Where(d => d.Value.Leaves.Contains(unexplained)).Select(d => (long?)d.Key).FirstOrDefault();
        throw new ArchiveFaultException(open is { } first
            ? $"record {unexplained}: the content is missing, and the disposition that record {first} began is not done"
            : $"record {unexplained}: the content is missing, and no record says that it was erased");
    }

    private string RootOf(LeafRanges leaves)
    {
        var tree = new MerkleFrontier();
        foreach (var hash in folder.LeafHashes(leaves))
            tree.Append(hash);
        return Base64UrlText.Of(tree.Root());
    }
}
