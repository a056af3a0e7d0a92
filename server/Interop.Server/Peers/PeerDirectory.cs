using Interop.Protocol.Directories;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;

namespace Interop.Server.Peers;

/// <summary>The last accepted directory of a peer, and every key that it ever had.</summary>
/// <param name="Document">What it says.</param>
/// <param name="Keys">Key id → key, those out of use included.</param>
/// <param name="Fetched">When it was fetched.</param>
/// <param name="SignedBy">Id of the trusted key that signed it.</param>
internal sealed record PeerDirectory(ProviderDirectory Document, IReadOnlyDictionary<string, VerificationKey> Keys, DateTimeOffset Fetched, string SignedBy)
{
    public ProviderName Provider => Document.Provider;

    public DateTimeOffset Expires { get; } = Interop.Protocol.Time.WireTime.Parse(Document.Expires);

    /// <summary>The URL of a request between providers: path and query below the peer's endpoint. Null when it has none that is https.</summary>
    public Uri? Federation(string pathAndQuery) =>
        Document.Endpoints.TryGetValue(ProviderDirectory.Federation, out var url) && Uri.TryCreate($"{url}/{pathAndQuery}", UriKind.Absolute, out var uri)
            && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 ? uri : null;

    /// <summary>A proxy that the peer's organisation declares, or null.</summary>
    public ProxyEntry? Proxy(ProxyId id) => Array.Find(Document.Compliance.Proxies, p => p.Id == id);
}
