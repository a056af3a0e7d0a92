using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>Asks a peer for a legal hold, or releases one (spec 9.7). A release has only id, action and at.</summary>
public sealed record HoldDirective
{
    public const string Place = "place";
    public const string Release = "release";

    /// <summary>Names the hold among those of its issuer: a UUID of version 7.</summary>
    public required TransactionId Id { get; init; }

    /// <summary>place or release.</summary>
    public required string Action { get; init; }

    /// <summary>Who asks: the signer of the request.</summary>
    public ProviderName? Issuer { get; init; }

    public required string At { get; init; }

    /// <summary>From when on it counts, at most five minutes ahead.</summary>
    public string? From { get; init; }

    public HoldScope? Scope { get; init; }

    /// <summary>When the issuer looks at it again.</summary>
    public string? Review { get; init; }

    /// <summary>Only roles that keep records may know of it.</summary>
    public bool? Confidential { get; init; }

    /// <summary>Whom to ask: of a role, not of a person; at most 255 octets.</summary>
    public string? Contact { get; init; }

    /// <summary>The issuer's reference; at most 64 octets.</summary>
    public string? Matter { get; init; }
}
