namespace Interop.Bridges.Native;

/// <summary>A native room that the bridge has entered.</summary>
/// <param name="Room">Its id (the one that was asked for may have been an alias).</param>
/// <param name="Voice">See <see cref="NativePortal.Voice"/>.</param>
/// <param name="Members">The native people in it; without bot and ghosts.</param>
/// <param name="Name">Its name, if any.</param>
/// <param name="Topic">Its topic, if any.</param>
public sealed record ObservedRoom(NativeRoomId Room, NativeUserId Voice, IReadOnlyList<NativeUser> Members, string? Name = null, string? Topic = null);
