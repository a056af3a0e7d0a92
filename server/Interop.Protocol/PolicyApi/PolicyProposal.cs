namespace Interop.Protocol.PolicyApi;

/// <summary>Asks a second person to approve a version.</summary>
/// <param name="Effective">From when it is to be in force; absent, or past at the approval: from the approval on.</param>
public sealed record PolicyProposal(string? Effective = null);
