using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Peers;
using Interop.Server.Pipeline;
using Interop.Server.Rooms;

namespace Interop.Server.Verification;

/// <summary>
/// Did its origin sign it, and, of a room that we follow, did the hub give it this place? Keys are those of the providers' directories,
/// valid when the hub accepted the event: what <c>created</c> says is only the sender's claim (spec 06).
/// </summary>
internal sealed class VerifySignature(PeerKeys keys, VerifiedBatches batches, TimeProvider time) : IStage
{
    public async ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        if (context.Attestation is not { } attestation)
            return Verdict.Continue; // ours: this server has made it, and signs it with its commit
        var accepted = context.Place is { } place ? WireTime.Parse(place.Accepted) : time.GetUtcNow();
        if (await CheckPlaceAsync(context) is { } nothing)
            return nothing;
        var fault = await CheckAsync(KeyPurposes.Event, context.HeaderFields.Origin, attestation, attestation.Signature, context.EventDigest, accepted);
        return fault is null ? Verdict.Continue : Verdict.Reject(DecisionCodes.Unauthenticated, $"The origin's signature: {fault}");
    }

    /// <summary>
    /// Without a place that its hub has signed it is nothing: answered, and not archived. Asked too before an event is withheld for what an
    /// earlier stage found, since that keeps its place.
    /// </summary>
    /// <returns>Null when the place counts.</returns>
    public async ValueTask<Verdict?> CheckPlaceAsync(MessageContext context)
    {
        if (context is not { Place: { } place, Attestation: { } attestation, PlaceHolds: false })
            return null;
        var accepted = WireTime.Parse(place.Accepted);
        var wrong = await CheckHubAsync(context, attestation, accepted);
        if (wrong is null && RoomChanges.NewHub(context) is { } next && !await IsAcceptedAsync(context, next, accepted))
            wrong = $"{next} has not signed that it takes the room.";
        if (wrong is null)
        {
            context.PlaceHolds = true;
            return null;
        }
        context.Fail(DecisionCodes.Unauthenticated, wrong);
        return Verdict.Drop(wrong);
    }

    /// <summary>A room changes hands only when both hubs say so: the old one by the place, the new one by its signature in the state.</summary>
    private async Task<bool> IsAcceptedAsync(MessageContext context, ProviderName to, DateTimeOffset accepted)
    {
        var place = context.Place!;
        var signature = context.Draft.State!.Value.GetProperty(StateFields.Accepted).GetString()!;
        var handOver = new HandOver(context.Room.RoomId, place.Seq - 1, place.Previous, context.Room.Hub, to);
        return DetachedJws.KeyIdOf(signature, KeyPurposes.Hub) is { } kid && await keys.FindAsync(to, kid) is { } key && key.IsValidAt(accepted)
            && DetachedJws.Verify(signature, HandOvers.Payload(handOver), k => k == kid ? key : null, KeyPurposes.Hub);
    }

    private async Task<string?> CheckHubAsync(MessageContext context, Attestation attestation, DateTimeOffset accepted)
    {
        if (accepted > time.GetUtcNow() + RecentTransactions.AheadMax)
            return "The hub's time is more than 5 minutes ahead; one of the clocks is wrong.";
        var hash = EventIdentity.HubEntryHash(context.Room.RoomId, context.EventId, context.Place!);
        var fault = await CheckAsync(KeyPurposes.Hub, context.Room.Hub, attestation, attestation.HubSignature!, hash, accepted);
        return fault is null ? null : $"The hub's signature: {fault}";
    }

    private async Task<string?> CheckAsync(string purpose, ProviderName signer, Attestation attestation, BatchProof proof, byte[] digest, DateTimeOffset accepted)
    {
        var batch = attestation.Batches[proof.Batch];
        if (batch.Purpose != purpose || DetachedJws.KeyIdOf(batch.Signature, purpose) is not { } kid)
            return $"it is none of purpose {purpose}.";
        if (await keys.FindAsync(signer, kid) is not { } key || key.Purpose != purpose)
            return $"{signer} publishes no such key.";
        if (!key.IsValidAt(accepted))
            return "its key was not valid when the event was accepted.";
        return batches.Check(batch, digest, proof, key) ? null : "it is wrong.";
    }
}
