using Interop.Protocol.ProxyApi;

namespace Interop.Server.Compliance.Proxy;

/// <summary>A body that is delivered in place of the one that came in.</summary>
/// <param name="Link">Digests of both: what the stamp says.</param>
/// <param name="Body">Canonical JSON of the new body, under a salt of its own.</param>
internal sealed record RedactedBody(Redaction Link, byte[] Body);
