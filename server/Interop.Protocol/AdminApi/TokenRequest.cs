using Interop.Protocol.Identifiers;

namespace Interop.Protocol.AdminApi;

/// <param name="Scopes">admin, client, archive.</param>
/// <param name="User">Of client tokens: the persona that it speaks for.</param>
/// <param name="Label">For the list of tokens.</param>
/// <param name="ExpiresAt">RFC 3339 UTC, or absent.</param>
public sealed record TokenRequest(string[] Scopes, UserId? User = null, string? Label = null, string? ExpiresAt = null);
