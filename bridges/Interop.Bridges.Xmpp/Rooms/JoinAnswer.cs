using Interop.Bridges.Xmpp.Component;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>What a room said to somebody who wanted in.</summary>
/// <param name="Nick">The nickname that the room gave; null when it refused.</param>
/// <param name="Created">Status 201: there was no such room; it was made, and is locked.</param>
/// <param name="Error">Why it refused.</param>
internal sealed record JoinAnswer(string? Nick, bool Created, StanzaErrorException? Error);
