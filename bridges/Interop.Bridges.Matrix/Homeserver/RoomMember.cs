using Interop.Bridges.Matrix.Identity;

namespace Interop.Bridges.Matrix.Homeserver;

/// <param name="User">Who.</param>
/// <param name="Membership">join, invite, leave, ban or knock.</param>
/// <param name="DisplayName">In this room; untrusted text.</param>
internal sealed record RoomMember(MatrixUserId User, string Membership, string? DisplayName);
