using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Peers;
using Interop.Server.Rooms;
using Interop.Server.Verification;

namespace Interop.Server.Evidence;

/// <summary>Which hub has signed an entry: this provider or another. A room that was handed over has entries of several.</summary>
internal sealed class HubSignatures(ServerOptions options, ArchiveKeys own, PeerKeys keys, VerifiedBatches batches)
{
    /// <summary>The provider of the room that has signed the entry, by a key that was valid when it accepted the event; null when none has.</summary>
    public async ValueTask<ProviderName?> SignerOfAsync(Room room, SignedEntry entry)
    {
        foreach (var provider in new[] { room.Hub, room.RoomId.Provider, options.Provider }.Concat(room.Peers).Distinct())
        {
            if (await HasSignedAsync(provider, entry))
                return provider;
        }
        return null;
    }

    private async ValueTask<bool> HasSignedAsync(ProviderName hub, SignedEntry entry)
    {
        if (entry.Batch.Purpose != KeyPurposes.Hub || DetachedJws.KeyIdOf(entry.Batch.Signature, KeyPurposes.Hub) is not { } kid)
            return false;
        var key = hub == options.Provider ? Own(kid) : await keys.FindAsync(hub, kid);
        return key is { Purpose: KeyPurposes.Hub } && key.IsValidAt(WireTime.Parse(entry.Entry.Accepted)) && batches.Check(entry.Batch, entry.Hash, entry.Proof, key);
    }

    private VerificationKey? Own(string kid) => Array.Find(own.Public().Keys, k => k.Kid == kid) is { } known ? VerificationKey.From(known) : null;
}
