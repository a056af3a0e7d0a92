using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>A user as the own provider tells a peer that may ask (users/{local}).</summary>
/// <param name="User">Who.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Persona">work, service or bridged.</param>
/// <param name="Consent">granted, required (the requester must ask first) or notNeeded.</param>
public sealed record UserProfile(UserId User, string DisplayName, string Persona, string Consent);
