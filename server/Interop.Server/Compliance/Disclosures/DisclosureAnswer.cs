using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Disclosures;

/// <summary>Somebody answers a disclosure.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Version">Of the policy, as it is in force.</param>
/// <param name="Told">What the person was told.</param>
/// <param name="Operation">grant or revoke.</param>
internal sealed record DisclosureAnswer(string Policy, int Version, DisclosureState Told, string Operation);
