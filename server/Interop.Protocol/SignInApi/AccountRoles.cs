namespace Interop.Protocol.SignInApi;

/// <summary>What an account may do besides writing for its personas (spec 13.10).</summary>
/// <param name="Roles">All of them; who had others has them no more.</param>
public sealed record AccountRoles(RoleGrant[] Roles);
