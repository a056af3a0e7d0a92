namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>Somebody in a room, as the listener sees them.</summary>
/// <param name="Nick">Nickname now.</param>
/// <param name="Account">
/// Bare address where the room shows it; else the room's address with the occupant's id (XEP-0421), which nobody else can take; else with the nickname.
/// </param>
/// <param name="IsHidden">The room hides the address.</param>
/// <param name="Affiliation">owner, admin, member, outcast or none.</param>
internal sealed record Occupant(string Nick, string Account, bool IsHidden, string Affiliation);
