namespace Interop.Server.Compliance.Policies;

/// <summary>What a membership event does to its target.</summary>
internal enum MembershipChange
{
    /// <summary>Not a membership event.</summary>
    None,
    Join,
    Leave,
    Remove,
}
