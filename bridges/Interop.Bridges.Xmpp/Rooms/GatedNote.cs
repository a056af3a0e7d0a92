namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>What is needed to make a gated room again.</summary>
internal sealed record GatedNote(string Person, string? Name, string? Topic);
