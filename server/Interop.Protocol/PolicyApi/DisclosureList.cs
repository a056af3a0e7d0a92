namespace Interop.Protocol.PolicyApi;

/// <summary>A page of who was told by disclosures and has answered, who was told last first (spec 07.8).</summary>
/// <param name="Disclosures">Of the policy and the state that were asked for.</param>
/// <param name="Counts">Of the policy, whatever the state.</param>
/// <param name="Next">For cursor, when there are more.</param>
public sealed record DisclosureList(DisclosureStanding[] Disclosures, DisclosureCounts Counts, string? Next = null);
