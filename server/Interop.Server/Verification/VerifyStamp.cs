using Interop.Protocol.Decisions;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Peers;
using Interop.Server.Pipeline;

namespace Interop.Server.Verification;

/// <summary>
/// Did the compliance proxy of the sender's organisation let it out? What that organisation's directory declares is required of each of
/// its events (spec 07): a stamp that is missing, forged, stale, or for another event is refused with 5.5.7.
/// </summary>
internal sealed class VerifyStamp(PeerKeys keys, VerifiedBatches batches, TimeProvider time) : IStage
{
    /// <summary>How long an event may have been on its way since its proxy decided: a peer may be down over a long weekend.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromDays(7);

    public async ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        if (context.Attestation is not { } attestation || context.Sender.IsOurs)
            return Verdict.Continue;
        var accepted = context.Place is { } place ? WireTime.Parse(place.Accepted) : time.GetUtcNow();
        foreach (var required in await keys.RequiredProxiesAsync(context.HeaderFields.Origin))
        {
            var stamped = Array.Find(attestation.Stamps, s => s.Stamp.Direction == Stamp.Egress && s.Stamp.Proxy == required);
            if (stamped is null)
                return Refuse($"the stamp of {required} is missing.");
            if (await FaultAsync(context, attestation, stamped, accepted) is { } fault)
                return Refuse($"the stamp of {required} {fault}");
            context.LetOut.Add(stamped.Stamp);
        }
        return Verdict.Continue;
    }

    private async ValueTask<string?> FaultAsync(MessageContext context, Attestation attestation, StampedDecision stamped, DateTimeOffset accepted)
    {
        var stamp = stamped.Stamp;
        if (stamp.Event != context.EventId || stamp.Receipt.Event != context.EventId)
            return "is for another event.";
        if (stamp.Bypass is not null)
            return "is a bypass: its organisation went on without its proxy.";
        if (DecisionCodes.Find(stamp.Code) is not { Class: '2' })
            return "does not let it pass.";
        if (!WireTime.TryParse(stamp.At, out var at) || at > accepted + RecentTransactions.AheadMax || at < accepted - AgeMax)
            return "is not of the time at which the event was accepted.";
        var batch = attestation.Batches[stamped.Proof.Batch];
        if (batch.Purpose != KeyPurposes.Stamp || DetachedJws.KeyIdOf(batch.Signature, KeyPurposes.Stamp) is not { } kid
            || await keys.FindAsync(stamp.Proxy, kid) is not { } key || !key.IsValidAt(at) || !batches.Check(batch, StampDigest.Of(stamp), stamped.Proof, key))
            return "is not signed by a key of that proxy that was valid then.";
        return null;
    }

    private static Verdict Refuse(string why) => Verdict.Reject(DecisionCodes.StampRefused, $"Compliance: {why}");
}
