using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

/// <summary>Who a token speaks for.</summary>
public sealed record Whoami(string Account, string[] Scopes, UserId? User = null, string? Persona = null, string? DisplayName = null, string? Network = null);
