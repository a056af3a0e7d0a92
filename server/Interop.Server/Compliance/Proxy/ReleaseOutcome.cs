using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Proxy;

/// <summary>What is to happen with something that was held.</summary>
/// <param name="Outcome">For its one recipient.</param>
/// <param name="Stamp">Of a proxy that is not in this process: its decision, signed; kept with the record of the release.</param>
internal sealed record ReleaseOutcome(RecipientOutcome Outcome, SignedStamp? Stamp = null)
{
    /// <summary>It goes on waiting until its recipient has answered a disclosure (spec 7.8).</summary>
    public bool ForConsent { get; init; }
}
