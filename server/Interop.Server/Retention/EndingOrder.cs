using Interop.Protocol.Evidence;

namespace Interop.Server.Retention;

/// <summary>An order to end bodies.</summary>
/// <param name="Leaves">Which; those whose body has ended already do not count. Of any size: it becomes several dispositions where it must.</param>
/// <param name="Reason">One of <see cref="EndingReason"/>.</param>
/// <param name="Class">Of a maximum: the class whose maximum has come; null otherwise.</param>
/// <param name="By">Account that asked for it.</param>
/// <param name="ApprovedBy">Account that approved it; another one.</param>
/// <param name="Basis">The rule or right that asks for it, in one line; it names no person.</param>
internal sealed record EndingOrder(LeafRanges Leaves, string Reason, string? Class, string By, string ApprovedBy, string Basis);
