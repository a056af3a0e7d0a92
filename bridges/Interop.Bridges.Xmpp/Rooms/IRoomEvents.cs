namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>Things that happen in rooms and need an answer of ours. Calls return at once; the work is done elsewhere.</summary>
internal interface IRoomEvents
{
    /// <summary>A seat was lost although nobody decided so: take it again.</summary>
    void LostSeat(Room room, string account);

    /// <summary>The bridge is back in a portal: fetch what was said meanwhile; live messages wait for it.</summary>
    void CatchUp(Room room, string account);

    /// <summary>The room was closed for everybody, and cannot be made again under its address.</summary>
    void Closed(Room room);

    /// <summary>The bridge itself was put out of an observed room. The ghosts hear on, until the core has decided that it is over.</summary>
    void LostVoice(Room room);

    /// <summary>Somebody else is in a gated room: nothing may be said there until that is undone.</summary>
    void Intruder(Room room, Occupant occupant);

    /// <summary>The room's settings changed (status 104 and the like): its name, who is shown.</summary>
    void SettingsChanged(Room room, RoomStatus status);
}
