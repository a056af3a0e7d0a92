using Interop.Cli.Verification.Outside;

namespace Interop.Cli.Verification.Packages;

/// <summary>Whom the verification of a package believes besides the archive's own keys.</summary>
/// <param name="Peers">Other providers, for what they have signed of events.</param>
/// <param name="Outside">Witnesses and time-stamp authorities.</param>
internal sealed record PackageTrust(PeerKeySets Peers, OutsideTrust Outside)
{
    /// <summary>Nobody.</summary>
    public static PackageTrust None => new(new PeerKeySets([]), OutsideTrust.None);
}
