namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>How far a room's messages are safe with the core.</summary>
/// <param name="Id">Stanza-id of the last one; null before the first.</param>
/// <param name="At">When that was, by our clock: for archives that no longer know the id.</param>
internal sealed record HistoryMark(string? Id, DateTimeOffset At)
{
    /// <summary>Stanza-id of the last message before the bridge came: it and what is older is nobody's business. Null: there was none, or it is not known.</summary>
    public string? BegunAfter { get; init; }

    /// <summary>When the bridge came, by our clock, if the room did not tell its last message.</summary>
    public DateTimeOffset? BegunAt { get; init; }
}
