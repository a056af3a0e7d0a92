namespace Interop.Bridges.Native;

/// <summary>
/// A ghost joins or leaves a portal, or a native person is removed from one (their gated portal, or an observed room where the bot may). The sender of
/// the act is the bridge's account. Already so: done.
/// </summary>
public sealed record NativeMembership : OutboundAct
{
    public required NativeUserId Subject { get; init; }

    public required string SubjectName { get; init; }

    public required bool SubjectIsGhost { get; init; }

    public required MembershipChange Change { get; init; }
}
