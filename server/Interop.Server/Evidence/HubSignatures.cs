using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Peers;
using Interop.Server.Rooms;
using Interop.Server.Verification;

namespace Interop.Server.Evidence;

/// <summary>Which hub has signed an entry: this provider or another. A room that was handed over has entries of several.</summary>
internal sealed class HubSignatures(ServerOptions options, PeerKeys keys, VerifiedBatches batches)
{
    /// <summary>The provider of the room that has signed the entry, by a key that was valid when it accepted the event; null when none has.</summary>
    /// <exception cref="PeerException">None of those whose keys are known has, and somebody's keys cannot be had now.</exception>
    public async ValueTask<ProviderName?> SignerOfAsync(Room room, SignedEntry entry)
    {
        PeerException? unknown = null;
        foreach (var provider in new[] { room.Hub, room.RoomId.Provider, options.Provider }.Concat(room.Peers).Distinct())
        {
            try
            {
                if (await HasSignedAsync(provider, entry))
                    return provider;
            }
            catch (PeerException later)
            {
                // Another one may have signed it all the same.
                unknown ??= later;
            }
        }
        return unknown is null ? null : throw unknown;
    }

    private async ValueTask<bool> HasSignedAsync(ProviderName hub, SignedEntry entry)
    {
        if (entry.Batch.Purpose != KeyPurposes.Hub || DetachedJws.KeyIdOf(entry.Batch.Signature, KeyPurposes.Hub) is not { } kid)
            return false;
        return await keys.FindAsync(hub, kid) is { Purpose: KeyPurposes.Hub } key && key.IsValidAt(WireTime.Parse(entry.Entry.Accepted)) && batches.Check(entry.Batch, entry.Hash, entry.Proof, key);
    }
}
