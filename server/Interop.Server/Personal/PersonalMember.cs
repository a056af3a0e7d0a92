using Interop.Server.Identity;

namespace Interop.Server.Personal;

/// <param name="User">A personal persona of this organisation.</param>
/// <param name="Role">admin or member.</param>
internal sealed record PersonalMember(User User, string Role);
