namespace Interop.Protocol.SignInApi;

/// <param name="Role">admin, or a role of spec 08.12.</param>
/// <param name="Until">RFC 3339 UTC; absent for good.</param>
public sealed record RoleGrant(string Role, string? Until = null);
