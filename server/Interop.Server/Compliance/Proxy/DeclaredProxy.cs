using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Archive;

namespace Interop.Server.Compliance.Proxy;

/// <summary>The organisation's compliance proxy as others are told of it: the engine in this process, or the one outside it whose keys are pinned.</summary>
internal sealed class DeclaredProxy(ServerOptions options, ArchiveKeys keys, PinnedProxy? pinned)
{
    public ProxyId Id => pinned?.Id ?? options.OwnProxy;

    /// <summary>Where it is, when others could reach it there.</summary>
    public string? Endpoint => options.Proxy is { Scheme: "https" } url ? url.AbsoluteUri : null;

    /// <summary>Keys of purpose stamp, each with its proxy; empty before the first contact with a proxy outside.</summary>
    public JsonWebKey[] Keys => pinned is null ? [.. keys.Public().Keys.Where(k => k.Purpose == KeyPurposes.Stamp)] : [.. pinned.Published];

    /// <summary>Those of them that are not this process's own.</summary>
    public IEnumerable<JsonWebKey> ForeignKeys => pinned?.Published ?? [];

    /// <summary>The organisation's one log: its proxy's.</summary>
    public string Log => pinned is null ? options.Log : $"{Id.Provider.Value}/p/{Id.Name}";

    /// <summary>As directories say it.</summary>
    public string FailurePolicy => options.FailurePolicy switch
    {
        Server.FailurePolicy.Queue => "queue",
        Server.FailurePolicy.Open => "failOpen",
        _ => "failClosed",
    };
}
