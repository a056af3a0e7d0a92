using System.Globalization;
using Interop.Notes;
using Interop.Protocol.Evidence;

namespace Interop.Witness;

/// <summary>
/// Judges what logs ask for (C2SP tlog-witness): a head is cosigned when the log has signed it, and the proof leads to it from the head that was cosigned
/// last. One log at a time: two requests at once must not both continue the same head.
/// </summary>
internal sealed class Witness(NoteSigner signer, WitnessPolicy logs, WitnessStore store, TimeProvider time)
{
    /// <summary>A proof of 63 lines and a checkpoint with many signatures.</summary>
    public const int RequestOctetsMax = 128 * 1024;

    private readonly Lock gate = new();

    /// <summary>Judges one request.</summary>
    /// <param name="body">Of POST add-checkpoint.</param>
    public WitnessAnswer Take(string body)
    {
        if (!AddCheckpoint.TryParse(body, out var request) || !SignedNote.TryParse(request.Note, out var note))
            return new WitnessAnswer(400, "malformed\n");
        var keys = logs.Logs.Where(l => l.Key.Name == note.Head.Origin).Select(l => l.Key).ToArray();
        if (keys.Length == 0)
            return new WitnessAnswer(404, "unknown log\n");
        var signed = keys.Select(key => note.IsSignedBy(key, out _)).ToArray();
        if (signed.Contains(false) || !signed.Contains(true))
            return new WitnessAnswer(403, "not signed by a known key of this log\n");
        if (request.OldSize > note.Head.Size)
            return new WitnessAnswer(400, "old size above the checkpoint's\n");
        lock (gate)
            return Judge(request, note, keys);
    }

    /// <summary>The newest checkpoint of a log with the signatures of log and witness; null when there is none.</summary>
    /// <param name="origin">SHA-256 of the log's name in hex.</param>
    public string? Newest(string origin) => store.Read(origin);

    private WitnessAnswer Judge(AddCheckpoint request, SignedNote note, NoteKey[] keys)
    {
        var (head, name) = (note.Head, WitnessStore.NameOf(note.Head.Origin));
        var last = store.Read(name) is { } kept && SignedNote.TryParse(kept, out var read) ? read.Head : new Checkpoint(head.Origin, 0, MerkleTree.EmptyRoot());
        if (request.OldSize != last.Size)
            return new WitnessAnswer(409, string.Create(CultureInfo.InvariantCulture, $"{last.Size}\n"), AddCheckpoint.SizeMediaType);
        if (!Continues(last, head, request.Proof))
            return new WitnessAnswer(422, "not shown to continue what was cosigned last\n");
        var line = signer.Sign(note.Text, time.GetUtcNow()) + "\n";
        var own = note.Lines.Where(l => keys.Any(k => k.Name == l.Name && k.Id.AsSpan().SequenceEqual(l.Id))).Select(l => l.Line + "\n");
        // Durable before anybody has the cosignature: what was signed once is remembered after a crash.
        store.Write(name, $"{note.Text}\n{string.Concat(own)}{line}");
        return new WitnessAnswer(200, line);
    }

    private static bool Continues(Checkpoint last, Checkpoint head, IReadOnlyList<byte[]> proof)
    {
        if (head.Size == 0 && !head.Root.AsSpan().SequenceEqual(MerkleTree.EmptyRoot()))
            return false;
        if (last.Size == 0)
            return proof.Count == 0;
        return last.Size == head.Size ? proof.Count == 0 && last.Root.AsSpan().SequenceEqual(head.Root) : MerkleTree.VerifyConsistency(last.Size, head.Size, last.Root, head.Root, proof);
    }
}
