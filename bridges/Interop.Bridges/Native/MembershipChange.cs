namespace Interop.Bridges.Native;

public enum MembershipChange
{
    Join,

    /// <summary>By themselves.</summary>
    Leave,

    /// <summary>By somebody else: kick or ban.</summary>
    Remove,
}
