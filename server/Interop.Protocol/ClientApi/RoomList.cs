namespace Interop.Protocol.ClientApi;

/// <summary>Rooms: those of a persona, or a page of all (spec 13).</summary>
/// <param name="Rooms">Those of a persona with the newest event first; of all, in the order in which they came.</param>
/// <param name="Next">Of a page: ask again with it as <c>after</c>; absent on the last one.</param>
public sealed record RoomList(RoomView[] Rooms, long? Next = null);
