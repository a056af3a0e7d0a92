using System.Collections.Concurrent;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Archive;

namespace Interop.Server.Peers;

/// <summary>The keys by which events, places and stamps of other providers are verified (spec 02, 06).</summary>
internal sealed class PeerKeys(PeerDirectories directories, ArchiveKeys keys, ServerOptions options)
{
    // By all that is published of a key: once it is revoked, it is another entry.
    private readonly ConcurrentDictionary<JsonWebKey, VerificationKey> own = new();

    /// <summary>
    /// A key of a provider, this one included, one out of use too; its directory is fetched when the key is not known. Null when the provider never had it.
    /// Whether it was valid when what it signed was accepted is the caller's to judge.
    /// </summary>
    /// <exception cref="PeerException">4.1.2: the key is not known, and the provider cannot be asked now.</exception>
    public async ValueTask<VerificationKey?> FindAsync(ProviderName provider, string kid)
    {
        if (provider == options.Provider)
            return keys.Find(kid) is { } jwk ? own.GetOrAdd(jwk, VerificationKey.From) : null;
        return directories.Key(provider, kid) ?? await directories.KeyAsync(provider, kid);
    }

    /// <summary>The proxies whose stamp every event of the provider's people has to carry.</summary>
    /// <exception cref="PeerException">The provider's directory cannot be had: nobody knows what it declares.</exception>
    public async ValueTask<ProxyId[]> RequiredProxiesAsync(ProviderName provider)
    {
        var directory = await directories.GetAsync(provider);
        return [.. directory.Document.Compliance.Proxies.Where(proxy => proxy.Required).Select(proxy => proxy.Id)];
    }

    /// <summary>A key of a proxy, as of a provider: one that has stamped may have been put into its provider's directory a moment ago.</summary>
    public async ValueTask<VerificationKey?> FindAsync(ProxyId proxy, string kid) =>
        await FindAsync(proxy.Provider, kid) is { } key && key.Proxy == proxy ? key : null;
}
