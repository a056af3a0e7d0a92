using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Cli.Verification;

/// <summary>
/// Checkpoints that other providers have signed (spec 08): each has the root that this log had at its size. With pinned keys of witnesses this
/// shows that nobody, the provider included, has cut the log or written it again since.
/// </summary>
internal sealed class WitnessCheck : IDisposable
{
    private readonly PinnedKeys keys;
    private readonly PeerKeySets witnesses;
    private readonly IEnumerator<WitnessRow> rows;
    private bool left;

    public WitnessCheck(DataFolder folder, PinnedKeys keys, PeerKeySets witnesses)
    {
        (this.keys, this.witnesses) = (keys, witnesses);
        rows = folder.Cosignatures().GetEnumerator();
        left = rows.MoveNext();
    }

    /// <summary>Signatures of pinned witnesses.</summary>
    public long Count { get; private set; }

    /// <summary>Size of the largest checkpoint that a pinned witness has signed.</summary>
    public long Size { get; private set; }

    /// <param name="tree">The log so far.</param>
    public void Take(TreeCheck tree)
    {
        while (left && rows.Current.Size <= tree.Size)
        {
            Check(rows.Current, tree);
            left = rows.MoveNext();
        }
    }

    /// <exception cref="ArchiveFaultException">More was witnessed than there is; or no pinned witness has signed anything.</exception>
    public void End(long size)
    {
        if (left)
            throw new ArchiveFaultException($"the log ends after {size} records, but {rows.Current.Witness} has witnessed {rows.Current.Size}: the log was cut");
        if (!witnesses.IsEmpty && Count == 0)
            throw new ArchiveFaultException("no pinned witness has signed a checkpoint of this log");
    }

    public void Dispose() => rows.Dispose();

    private void Check(WitnessRow row, TreeCheck tree)
    {
        if (keys.FaultOf(row.Note, out var head) is { } fault)
            throw new ArchiveFaultException($"the checkpoint over {row.Size} records that {row.Witness} has witnessed {fault}");
        if (head.Size != row.Size || head.Origin != tree.Log)
            throw new ArchiveFaultException($"the checkpoint over {row.Size} records that {row.Witness} has witnessed says that it is over {head.Size} of the log '{head.Origin}'");
        if (!head.Root.AsSpan().SequenceEqual(tree.Root()))
            throw new ArchiveFaultException($"the first {row.Size} records are not those that {row.Witness} has witnessed: the log was rewritten");
        if (IsSigned(row, witnesses) is null)
            return;
        Count++;
        Size = row.Size;
    }

    /// <summary>When a witness whose keys were given has signed it; null of one whose keys were not.</summary>
    /// <exception cref="ArchiveFaultException">It has not signed it.</exception>
    public static DateTimeOffset? IsSigned(WitnessRow row, PeerKeySets witnesses)
    {
        if (!ProviderName.TryParse(row.Witness, out var witness) || witnesses.Of(witness, KeyPurposes.Checkpoint) is not { } pinned)
            return null;
        DateTimeOffset at = default;
        var signed = DetachedJws.KeyIdOf(row.Signature, KeyPurposes.Checkpoint) is { } kid && pinned.Find(kid) is { } key
            && WireTime.TryParse(row.At, out at) && key.IsValidAt(at) && Cosigning.Verify(row.Signature, row.Note, row.At, key);
        if (!signed)
            throw new ArchiveFaultException($"the checkpoint over {row.Size} records is not signed by the witness {witness}, or by a key of it that was not pinned or not in use");
        return at;
    }
}
