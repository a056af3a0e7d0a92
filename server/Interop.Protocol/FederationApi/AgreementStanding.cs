namespace Interop.Protocol.FederationApi;

/// <summary>How the asked provider stands to the asking one (spec 02).</summary>
/// <param name="State">active, limited, suspended, ended, or none.</param>
/// <param name="Features">Of a limited agreement.</param>
/// <param name="Direction">Of a limited agreement, as the asked provider sees it: both, outgoing or incoming.</param>
/// <param name="Expires">RFC 3339 UTC; null: without an end.</param>
public sealed record AgreementStanding(string State, string[]? Features = null, string? Direction = null, string? Expires = null);
