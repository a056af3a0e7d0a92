namespace Interop.Server.Compliance.Policies;

/// <summary>The organisation's rules (spec 07, 10). Position is the order in which they are evaluated and recorded.</summary>
internal static class CompliancePolicies
{
    public static readonly Combination All = new(
        new RefusePersonaConflict(),        // work and private life apart
        new RequireMembershipAtRelease(),   // who left while it was held gets nothing
        new AcknowledgeFirst(),             // told before recorded: in clients
        new NoticeFirst(),                  // told before recorded: over bridges
        new HoldOutsideDeliveryHours(),     // undisturbed outside working hours
        new KeepEditBehindOriginal());      // nobody reads the change of what they do not have
}
