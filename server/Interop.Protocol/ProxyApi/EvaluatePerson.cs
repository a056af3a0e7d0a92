using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ProxyApi;

/// <param name="User">Who.</param>
/// <param name="Persona">work, personal, service or bridged.</param>
/// <param name="Network">Of bridged people.</param>
/// <param name="Told">Whether this person was told of the recording in force.</param>
public sealed record EvaluatePerson(UserId User, string Persona, string? Network = null, bool? Told = null);
