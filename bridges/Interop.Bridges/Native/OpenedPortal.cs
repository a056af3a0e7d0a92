namespace Interop.Bridges.Native;

/// <param name="Room">Id of the native room.</param>
/// <param name="Voice">See <see cref="NativePortal.Voice"/>.</param>
public sealed record OpenedPortal(NativeRoomId Room, NativeUserId Voice);
