using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;

namespace Interop.Cli.Verification;

/// <summary>The steps by which anyone checks the certificate of a disposition (spec 9.8). Without the log's leaf hashes the fourth cannot be taken.</summary>
/// <param name="certificate">As the archive has given it.</param>
/// <param name="keys">Whose signatures count.</param>
internal sealed class CertificateCheck(DispositionCertificate certificate, PinnedKeys keys)
{
    private readonly MerkleFrontier ended = new();
    private DispositionPart? part;

    /// <summary>Which leaves it names, after the first three steps.</summary>
    public LeafRanges Leaves => part!.Leaves;

    /// <summary>The log in which its record is.</summary>
    public string Log { get; private set; } = "";

    /// <summary>Steps 1 to 3: both records belong together, the second is in a signed batch and in the log of a signed head.</summary>
    /// <exception cref="ArchiveFaultException">One of them fails; the message says which and why.</exception>
    public void CheckRecords()
    {
        var (done, begun) = (Read(certificate.Record), Read(certificate.Begun));
        if (done.Disposition is not { Begun: { } first } named || begun.Disposition is not { Begun: null } opened || first != begun.Index || named.Certificate != opened.Certificate)
            throw new ArchiveFaultException("step 1: the two records are not the beginning and the end of one disposition");
        part = named;
        if (certificate.Record.Body is { } body && !BodyCheck.Matches(CanonicalJson.Of(JsonSerializer.SerializeToElement(body, OcipJson.Default.EventBody)), done.ContentDigest ?? ""))
            throw new ArchiveFaultException($"step 1: who ordered it is not what record {done.Index} has the digest of");
        var leaf = MerkleTree.LeafHash(CanonicalJson.Of(certificate.Record.Record));
        if (certificate.Batch.Purpose != KeyPurposes.Receipt || !BatchSigner.Includes(certificate.Batch, leaf, certificate.Proof.Index, [.. certificate.Proof.Path.Select(Octets)]))
            throw new ArchiveFaultException($"step 2: record {done.Index} is not in the signed batch");
        if (keys.FaultOf(certificate.Batch, done.At) is { } unsigned)
            throw new ArchiveFaultException($"step 2: the signature of the batch {unsigned}");
        if (keys.FaultOf(certificate.Checkpoint, out var head) is { } fault)
            throw new ArchiveFaultException($"step 3: the checkpoint {fault}");
        if (head.Size != certificate.Inclusion.TreeSize || !MerkleTree.VerifyInclusion(leaf, done.Index, head.Size, [.. certificate.Inclusion.Path.Select(Octets)], head.Root))
            throw new ArchiveFaultException($"step 3: record {done.Index} is not in the log over which the checkpoint was signed");
        Log = head.Origin;
    }

    /// <summary>Step 4: is told every leaf hash of the log, by index.</summary>
    public void Take(long index, byte[] leafHash)
    {
        if (Leaves.Contains(index))
            ended.Append(leafHash);
    }

    /// <summary>Step 4, when all leaf hashes were told.</summary>
    /// <exception cref="ArchiveFaultException">The records that it names are not those over which it was signed.</exception>
    public void CheckLeaves()
    {
        if (ended.Size != part!.Count || part.Leaves.Count != part.Count || Base64UrlText.Of(ended.Root()) != part.Root)
            throw new ArchiveFaultException("step 4: the records that it names are not in this log as those over which it was signed");
    }

    private static FixedPart Read(ArchiveRecord record) => record.Record.ValueKind == JsonValueKind.Object ? FixedPart.Read(record.Index, CanonicalJson.Of(record.Record))
        : throw new ArchiveFaultException("step 1: a record is missing in it");

    private static byte[] Octets(string text) => Base64UrlText.TryDecode(text, MerkleTree.HashLength, out var octets) ? octets : [];
}
