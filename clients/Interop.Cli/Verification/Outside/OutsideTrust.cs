namespace Interop.Cli.Verification.Outside;

/// <summary>Whom an auditor believes besides the archive's own keys: who watches the log, and who says what time it was.</summary>
/// <param name="Cosigners">Witnesses of C2SP.</param>
/// <param name="Anchors">Of time-stamp authorities.</param>
internal sealed record OutsideTrust(Cosigners Cosigners, TimestampAnchors Anchors)
{
    /// <summary>Nobody: cosignatures and stamps are compared with the log, and that they are whose they say is not shown.</summary>
    public static OutsideTrust None { get; } = new(new Cosigners([]), new TimestampAnchors([]));
}
