namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>How far a room's messages are safe with the core.</summary>
/// <param name="Id">Stanza-id of the last one; null before the first.</param>
/// <param name="At">When that was, by our clock: for archives that no longer know the id.</param>
internal sealed record HistoryMark(string? Id, DateTimeOffset At);
