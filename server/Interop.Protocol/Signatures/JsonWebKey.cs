using System.Text.Json.Serialization;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.Signatures;

/// <summary>A public P-256 key (RFC 7517) with OCIP's purpose and validity.</summary>
public sealed record JsonWebKey
{
    [JsonRequired]
    public string Kty { get; init; } = "EC";

    [JsonRequired]
    public string Crv { get; init; } = "P-256";

    /// <summary>base64url, 32 octets.</summary>
    public required string X { get; init; }

    /// <summary>base64url, 32 octets.</summary>
    public required string Y { get; init; }

    /// <summary>RFC 7638 SHA-256 thumbprint.</summary>
    public required string Kid { get; init; }

    /// <summary>One of <see cref="KeyPurposes"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>RFC 3339 UTC.</summary>
    public required string NotBefore { get; init; }

    /// <summary>RFC 3339 UTC; absent while in use.</summary>
    public string? NotAfter { get; init; }

    /// <summary>RFC 3339 UTC: what was accepted from then on does not count, whatever notAfter says (spec 02).</summary>
    public string? Revoked { get; init; }

    /// <summary>Of keys of a compliance proxy: whose they are. Absent of a provider's own keys.</summary>
    public ProxyId? Proxy { get; init; }
}
