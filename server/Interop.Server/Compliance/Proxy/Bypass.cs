using Interop.Protocol.Identifiers;

namespace Interop.Server.Compliance.Proxy;

/// <summary>That an event goes on although no policy was asked (failure policy open): archived, and signed in a stamp of the provider.</summary>
/// <param name="Proxy">Whose decision is missing.</param>
/// <param name="Reason">proxy-unavailable.</param>
internal sealed record Bypass(ProxyId Proxy, string Reason)
{
    public const string ProxyUnavailable = "proxy-unavailable";
}
