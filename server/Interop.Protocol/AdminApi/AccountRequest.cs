namespace Interop.Protocol.AdminApi;

/// <summary>A person or service of the organisation, with its personas.</summary>
/// <param name="Account">Login name.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Personas">At least one.</param>
public sealed record AccountRequest(string Account, string DisplayName, PersonaRequest[] Personas);
