using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

/// <param name="User">The recipient.</param>
/// <param name="Code">Decision code for this recipient.</param>
/// <param name="HoldUntil">RFC 3339 UTC; of 2.1.1 only.</param>
public sealed record RecipientResult(UserId User, string Code, string? HoldUntil = null);
