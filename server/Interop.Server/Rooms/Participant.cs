using Interop.Server.Identity;

namespace Interop.Server.Rooms;

/// <summary>A user's present stay in a room.</summary>
/// <param name="User">Who.</param>
/// <param name="Role">admin or member.</param>
/// <param name="JoinedSeq">Events from this seq on are for this participant.</param>
internal sealed record Participant(User User, string Role, long JoinedSeq)
{
    public const string Admin = "admin";
    public const string Member = "member";
}
