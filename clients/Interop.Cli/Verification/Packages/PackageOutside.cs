using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Interop.Cli.Verification.Outside;
using Interop.Notes;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;

namespace Interop.Cli.Verification.Packages;

/// <summary>
/// Heads of the log in a package that witnesses have cosigned (proofs/cosigned.ndjson), that other providers have signed (proofs/witnessed.ndjson) and that authorities
/// have stamped (proofs/timestamps.ndjson), each with the consistency proof between it and the head of the package (spec 08).
/// </summary>
internal sealed class PackageOutside(IPackageFiles files, PinnedKeys keys, PeerKeySets peers, (OutsideTrust Trust, Checkpoint Checkpoint) of)
{
    public const string Cosigned = "proofs/cosigned.ndjson";
    public const string Witnessed = "proofs/witnessed.ndjson";
    public const string Stamps = "proofs/timestamps.ndjson";
    private static readonly StrictJsonLimits Limits = new(1024 * 1024, 4);

    private readonly OutsideTrust trust = of.Trust;
    private readonly Checkpoint checkpoint = of.Checkpoint;

    /// <summary>Who has signed.</summary>
    public OutsideSigned Found { get; } = new();

    /// <exception cref="PackageFaultException">A head is not one of this log, or not signed by who is said to have signed it; or who was named has not signed.</exception>
    public void Check()
    {
        Each(Cosigned, line =>
        {
            var note = HeadOf(line);
            CosignedHead.Check(note, trust.Cosigners, Found);
        });
        Each(Witnessed, line =>
        {
            var note = HeadOf(line);
            var row = new WitnessRow(line.GetProperty("witness").GetString()!, note.Head.Size, line.GetProperty("note").GetString()!, line.GetProperty("at").GetString()!, line.GetProperty("signature").GetString()!);
            if (WitnessCheck.IsSigned(row, peers) is { } at)
                Found.Witnessed(row.Witness, row.Size, at);
        });
        Each(Stamps, line =>
        {
            var note = HeadOf(line);
            if (!line.TryGetProperty("token", out var text) || !text.TryGetBytesFromBase64(out var token))
                throw new ArchiveFaultException("there is no token");
            try
            {
                var (at, authority) = StampedHead.Read(token, Encoding.UTF8.GetBytes(line.GetProperty("note").GetString()!), trust.Anchors);
                Found.Stamped(authority, note.Head.Size, at);
            }
            catch (ArchiveFaultException fault)
            {
                throw new ArchiveFaultException($"the time stamp over {note.Head.Size} records {fault.Message}");
            }
        });
        try
        {
            Found.End(trust);
        }
        catch (ArchiveFaultException fault)
        {
            throw new PackageFaultException(fault.Message, null, 0);
        }
    }

    private void Each(string file, Action<JsonElement> check)
    {
        if (!files.Sizes.ContainsKey(file))
            return;
        foreach (var (offset, line) in PackageLines.Of(files, file))
        {
            try
            {
                using var document = StrictJson.Parse(line, Limits);
                check(document.RootElement);
            }
            catch (ArchiveFaultException fault)
            {
                throw new PackageFaultException(fault.Message, file, offset, offset + line.Length);
            }
            catch (Exception fault) when (fault is MalformedJsonException or InvalidOperationException or FormatException or KeyNotFoundException)
            {
                throw new PackageFaultException($"{file}: a line that is not of a signed head: {fault.Message}", file, offset, offset + line.Length);
            }
        }
    }

    /// <summary>The head, which this log's keys have signed and which the proof joins to the package's.</summary>
    private SignedNote HeadOf(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object || !line.TryGetProperty("note", out var text) || text.GetString() is not { } note || !SignedNote.TryParse(note, out var read)
            || !line.TryGetProperty("proof", out var path))
            throw new FormatException("it has no note or no proof");
        if (keys.FaultOf(note, out var head) is { } fault)
            throw new ArchiveFaultException($"the checkpoint over {read.Head.Size} records {fault}");
        if (head.Origin != checkpoint.Origin)
            throw new ArchiveFaultException($"the checkpoint over {head.Size} records is of the log '{head.Origin}', the package of '{checkpoint.Origin}'");
        var proof = path.EnumerateArray().Select(hash => Base64Url.DecodeFromChars(hash.GetString())).ToArray();
        var (first, second) = head.Size <= checkpoint.Size ? (head, checkpoint) : (checkpoint, head);
        var same = first.Size == second.Size ? proof.Length == 0 && first.Root.AsSpan().SequenceEqual(second.Root)
            : first.Size > 0 && MerkleTree.VerifyConsistency(first.Size, second.Size, first.Root, second.Root, proof);
        return same ? read : throw new ArchiveFaultException($"the checkpoint over {head.Size} records is not of the same log as the package's: the log was cut or rewritten");
    }
}
