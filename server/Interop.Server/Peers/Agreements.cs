using Interop.Protocol.Identifiers;

namespace Interop.Server.Peers;

internal sealed class Agreements
{
    public bool RequiresConsent(ProviderName peer) => throw new NotSupportedException(peer.Value);
}
