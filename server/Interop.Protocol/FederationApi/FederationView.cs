namespace Interop.Protocol.FederationApi;

/// <summary>How it stands with other providers, for the operator.</summary>
/// <param name="Peers">Everyone with whom there is or was an agreement, or for whom something waits.</param>
/// <param name="Forks">Newest first, those decided on too; at most 200.</param>
public sealed record FederationView(FederationPeer[] Peers, ForkView[] Forks);
