using Interop.Protocol.Identifiers;
using Interop.Server.Rooms;

namespace Interop.Server.Compliance.Urgency;

/// <summary>That an urgent message is not to wait for hours.</summary>
/// <param name="Leaf">Of the message.</param>
/// <param name="Room">Where.</param>
/// <param name="Approver">Who approved it; null: the policy lets the sender's messages pass.</param>
internal sealed record UrgentDecision(long Leaf, Room Room, UserId? Approver);
