using System.Text;
using Interop.Notes;
using Interop.Protocol.Time;

namespace Interop.Cli.Verification.Outside;

/// <summary>
/// Heads of the log that witnesses of C2SP have cosigned and that authorities have stamped, along the log as it is computed again: each has the root that
/// the log had at its size, so that nobody, the provider included, has cut the log or written it again since.
/// </summary>
internal sealed class OutsideCheck : IDisposable
{
    private readonly PinnedKeys keys;
    private readonly OutsideTrust trust;
    private readonly IEnumerator<CosignatureRow> cosignatures;
    private readonly IEnumerator<TimestampRow> stamps;
    private (bool Cosignatures, bool Stamps) left;

    public OutsideCheck(DataFolder folder, PinnedKeys keys, OutsideTrust trust)
    {
        (this.keys, this.trust) = (keys, trust);
        (cosignatures, stamps) = (folder.NoteCosignatures().GetEnumerator(), folder.Timestamps().GetEnumerator());
        left = (cosignatures.MoveNext(), stamps.MoveNext());
    }

    /// <summary>Who has signed.</summary>
    public OutsideSigned Found { get; } = new();

    /// <param name="tree">The log so far.</param>
    /// <exception cref="ArchiveFaultException">Somebody has signed another log, or has not signed what is said to be theirs.</exception>
    public void Take(TreeCheck tree)
    {
        while (left.Cosignatures && cosignatures.Current.Size <= tree.Size)
            Cosigned(tree);
        for (; left.Stamps && stamps.Current.Size <= tree.Size; left.Stamps = stamps.MoveNext())
            Stamped(stamps.Current, tree);
    }

    /// <exception cref="ArchiveFaultException">More was signed than there is, or who was named has not signed.</exception>
    public void End(long size)
    {
        if (left.Cosignatures)
            throw new ArchiveFaultException($"the log ends after {size} records, but {NameOf(cosignatures.Current)} has cosigned {cosignatures.Current.Size}: the log was cut");
        if (left.Stamps)
            throw new ArchiveFaultException($"the log ends after {size} records, but a time stamp of {stamps.Current.At} is over {stamps.Current.Size}: the log was cut");
        Found.End(trust);
    }

    public void Dispose()
    {
        cosignatures.Dispose();
        stamps.Dispose();
    }

    /// <summary>All lines under one head, which count together.</summary>
    private void Cosigned(TreeCheck tree)
    {
        var (note, size) = (cosignatures.Current.Note, cosignatures.Current.Size);
        SameHead(note, size, tree, $"that {NameOf(cosignatures.Current)} has cosigned");
        var lines = new StringBuilder(note);
        for (; left.Cosignatures && cosignatures.Current.Size == size && cosignatures.Current.Note == note; left.Cosignatures = cosignatures.MoveNext())
        {
            var row = cosignatures.Current;
            // Whoever is named or not: what is kept is the line of the key that it is kept for.
            if (!NoteKey.TryParse(row.Witness, out var key) || !SignedNote.TryLine(row.Line, out var line) || !SignedNote.TryParse(note, out var head)
                || !key.Id.AsSpan().SequenceEqual(line.Id) || !key.Verifies(head.Text, line.Signature, out var at) || at is null || WireTime.Format(at.Value) != row.At)
                throw new ArchiveFaultException($"the cosignature of {NameOf(row)} under the checkpoint over {size} records is wrong: it is forged, or it or the checkpoint was altered");
            lines.Append(row.Line).Append('\n');
        }
        CosignedHead.Check(SignedNote.TryParse(lines.ToString(), out var all) ? all : throw new ArchiveFaultException($"the checkpoint over {size} records that was cosigned is not a signed note"), trust.Cosigners, Found);
    }

    private void Stamped(TimestampRow row, TreeCheck tree)
    {
        SameHead(row.Note, row.Size, tree, $"that was stamped at {row.At}");
        try
        {
            var (at, authority) = StampedHead.Read(row.Token, Encoding.UTF8.GetBytes(row.Note), trust.Anchors);
            if (WireTime.Format(at) != row.At)
                throw new ArchiveFaultException($"is of {WireTime.Format(at)}");
            Found.Stamped(authority, row.Size, at);
        }
        catch (ArchiveFaultException fault)
        {
            throw new ArchiveFaultException($"the time stamp of {row.At} over {row.Size} records {fault.Message}");
        }
    }

    private void SameHead(string note, long size, TreeCheck tree, string which)
    {
        if (keys.FaultOf(note, out var head) is { } fault)
            throw new ArchiveFaultException($"the checkpoint over {size} records {which} {fault}");
        if (head.Size != size || head.Origin != tree.Log)
            throw new ArchiveFaultException($"the checkpoint over {size} records {which} says that it is over {head.Size} of the log '{head.Origin}'");
        if (head.Size != tree.Size || !head.Root.AsSpan().SequenceEqual(tree.Root()))
            throw new ArchiveFaultException($"the first {size} records are not those of the checkpoint {which}: the log was rewritten");
    }

    private static string NameOf(CosignatureRow row) => row.Witness.Split('+')[0];
}
