namespace Interop.Protocol.AdminApi;

public sealed record AccountView(string Account, string DisplayName, PersonaView[] Personas);
