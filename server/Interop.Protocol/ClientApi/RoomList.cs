namespace Interop.Protocol.ClientApi;

public sealed record RoomList(RoomView[] Rooms);
