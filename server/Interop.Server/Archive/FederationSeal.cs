using Interop.Protocol.Decisions;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Time;
using Interop.Server.Pipeline;
using Interop.Server.Storage;

namespace Interop.Server.Archive;

/// <summary>
/// What a group commit adds to its events of federated rooms: the proxy's stamps and the hub's signatures, each under one signature
/// for the whole commit, and the attestations that travel with the events. A commit without such events does nothing here.
/// </summary>
internal sealed class FederationSeal(ArchiveKeys keys, ProxyId proxy, string at)
{
    private readonly List<Entry> entries = [];

    public bool IsEmpty => entries.Count == 0;

    /// <param name="index">The record's index in the log.</param>
    /// <param name="context">The event.</param>
    /// <param name="hubEntryHash">Of the place that this commit gives, or null when another provider gives it.</param>
    public void Add(long index, MessageContext context, byte[]? hubEntryHash) => entries.Add(new Entry(index, context, hubEntryHash));

    /// <summary>Signs, and writes the attestations.</summary>
    /// <param name="insert">Of an attestation, inside the commit's transaction.</param>
    /// <param name="signatureOf">The origin's signature of an own event of this commit.</param>
    /// <param name="receiptOf">The receipt of a record of this commit.</param>
    public void Write(Statement insert, Func<long, (SignedBatch Batch, BatchProof Proof)> signatureOf, Func<long, ArchiveReceipt> receiptOf)
    {
        // A proxy outside this process has stamped already what it decided on.
        var stamps = entries.Where(e => e.Context.Stamp is null).Select(e => StampOf(e.Context, receiptOf(e.Index))).ToArray();
        var stampBatch = stamps.Length == 0 ? null : new Signed(keys.Stamp, [.. stamps.Select(StampDigest.Of)]);
        var placed = entries.Where(e => e.HubEntryHash is not null).ToArray();
        var hubBatch = placed.Length == 0 ? null : new Signed(keys.Hub, [.. placed.Select(e => e.HubEntryHash!)]);
        var (place, stamped) = (0, 0);
        foreach (var entry in entries)
        {
            var builder = new AttestationBuilder();
            if (entry.Context.Attestation is { } given)
            {
                builder.Add(given);
            }
            else
            {
                var (batch, proof) = signatureOf(entry.Index);
                builder.Signature(batch, proof);
            }
            if (entry.Context.Stamp is { } remote)
                builder.Stamp(remote.Batch, new StampedDecision(remote.Stamp, remote.Proof));
            else
                builder.Stamp(stampBatch!.Batch, new StampedDecision(stamps[stamped], stampBatch.Proof(stamped++)));
            if (entry.HubEntryHash is not null)
                builder.HubSignature(hubBatch!.Batch, hubBatch.Proof(place++));
            insert.Bind(1, entry.Index).Bind(2, builder.Build().ToJson()).Run();
        }
    }

    /// <summary>
    /// Of an own sender's event: what other organisations must know, so only their people are named. Of another's: the decision for
    /// our own, which stays in our archive.
    /// </summary>
    private Stamp StampOf(MessageContext context, ArchiveReceipt receipt)
    {
        var leaves = context.Attestation is null;
        var exceptions = context.Exceptions?.Where(e => e.User.IsOurs != leaves && !e.Cancels).ToArray();
        return new Stamp
        {
            Proxy = context.Bypass?.Proxy ?? proxy,
            Event = context.EventId,
            Direction = leaves ? Stamp.Egress : Stamp.Ingress,
            Code = leaves ? DecisionCodes.DeliveredArchived.Code : context.Code.Code,
            PolicyDigest = context.Policies ?? StampDigest.OfPolicies([]),
            At = at,
            Receipt = receipt,
            Redacted = context.Redacted?.Link,
            Bypass = context.Bypass?.Reason,
            Recipients = exceptions is { Length: > 0 }
                ? [.. exceptions.Select(e => new RecipientResult(e.User.UserId, e.Code.Code, e.HoldUntil is { } until ? WireTime.Format(until) : null))]
                : null,
        };
    }

    private sealed record Entry(long Index, MessageContext Context, byte[]? HubEntryHash);

    /// <summary>One signature over some digests, and each one's proof.</summary>
    private sealed class Signed
    {
        private readonly BatchTree tree;

        public Signed(Protocol.Signatures.SigningKey key, byte[][] digests)
        {
            (Batch, var leafHashes) = BatchSigner.Sign(key, digests);
            tree = new BatchTree(leafHashes);
        }

        public SignedBatch Batch { get; }

        public BatchProof Proof(int index) => new(0, index, tree.Path(index));
    }
}
