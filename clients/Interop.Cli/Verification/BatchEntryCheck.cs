using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Cli.Verification;

/// <summary>That a provider has signed an entry, as part of a batch. Each batch's signature is computed once, for as long as it is remembered.</summary>
internal sealed class BatchEntryCheck(PeerKeySets keys)
{
    private const int RememberedMax = 4096;
    private readonly HashSet<(SignedBatch Batch, string KeyId)> good = [];

    /// <summary>What is wrong, to follow "the signature …"; null when it is good, or the provider's keys are not pinned.</summary>
    public string? FaultOf(SignedBatch batch, BatchProof proof, byte[] digest, SignedBy by)
    {
        if (batch.Purpose != by.Purpose || DetachedJws.KeyIdOf(batch.Signature, by.Purpose) is not { } kid)
            return $"is none of purpose {by.Purpose}";
        var path = new byte[proof.Path.Length][];
        for (var i = 0; i < path.Length; i++)
            path[i] = Base64UrlText.TryDecode(proof.Path[i], MerkleTree.HashLength, out var hash) ? hash : [];
        if (!BatchSigner.Includes(batch, digest, proof.Index, path))
            return "is over something else";
        if (keys.Of(by.Provider, by.Purpose) is not { } pinned)
            return null;
        if (pinned.Find(kid) is not { } key || key.Purpose != by.Purpose)
            return $"is by the key {kid}, which is not pinned for {by.Provider}";
        if (!WireTime.TryParse(by.At, out var at) || !key.IsValidAt(at))
            return $"is by the key {kid}, which was not in use at {by.At}";
        if (good.Contains((batch, kid)))
            return null;
        if (!BatchSigner.IsSigned(batch, id => id == kid ? key : null))
            return "is wrong";
        if (good.Count >= RememberedMax)
            good.Clear();
        good.Add((batch, kid));
        return null;
    }
}
