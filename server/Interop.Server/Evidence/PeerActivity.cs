using System.Collections.Concurrent;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Evidence;

/// <summary>What sending to each peer came to last, for the operator; not kept over a restart.</summary>
internal sealed class PeerActivity(TimeProvider time)
{
    private readonly ConcurrentDictionary<ProviderName, PeerState> states = new();

    public PeerState Of(ProviderName peer) => states.GetValueOrDefault(peer) ?? PeerState.Unknown;

    /// <param name="peer">Has answered.</param>
    /// <param name="waiting">Rows of the rooms whose next event it asked to send again later.</param>
    public void Succeeded(ProviderName peer, long[] waiting) => states[peer] = Of(peer) with { LastSuccess = time.GetUtcNow(), WaitingRooms = waiting };

    public void Failed(ProviderName peer, string reason) => states[peer] = Of(peer) with { LastFailure = time.GetUtcNow(), Reason = reason };
}
