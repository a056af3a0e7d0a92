namespace Interop.Bridges.Xmpp.Rooms;

/// <param name="Room">Bare address.</param>
/// <param name="From">Bare address of a person, or an occupant's address (room/nickname) where the server tells no more.</param>
/// <param name="Reason">In the inviter's words.</param>
internal sealed record Invitation(string Room, string From, string? Reason);
