namespace Interop.Protocol.AdminApi;

/// <param name="Left">Since when the person has left the organisation; absent of those who have not.</param>
public sealed record AccountView(string Account, string DisplayName, PersonaView[] Personas, string? Left = null);
