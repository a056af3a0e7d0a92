using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;

namespace Interop.Server.Peers;

/// <summary>A proxy that must have seen every event of its organisation's people.</summary>
/// <param name="Id">Which proxy.</param>
/// <param name="Key">Its key of an id, one out of use too, or null.</param>
internal sealed record RequiredProxy(ProxyId Id, Func<string, VerificationKey?> Key);
