using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;

namespace Interop.Server.Peers;

internal sealed class PeerKeys
{
    public ValueTask<VerificationKey?> FindAsync(ProviderName provider, string kid) => throw new NotSupportedException();

    public ValueTask<RequiredProxy[]> RequiredProxiesAsync(ProviderName provider) => throw new NotSupportedException();
}

internal sealed record RequiredProxy(ProxyId Id, Func<string, VerificationKey?> Key);
