using Interop.Protocol.Identifiers;

namespace Interop.Protocol.SignInApi;

/// <param name="Token">Bearer token.</param>
/// <param name="Scopes">Roles, or client, or password.</param>
/// <param name="User">The persona that it speaks for; absent of roles.</param>
/// <param name="Persona">work or personal.</param>
/// <param name="DisplayName">Of the persona.</param>
public sealed record SignInToken(string Token, string[] Scopes, UserId? User = null, string? Persona = null, string? DisplayName = null);
