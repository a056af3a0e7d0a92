using System.Collections.Concurrent;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>The rooms that the bridge is in, or was before the connection ended.</summary>
internal sealed class RoomTable
{
    private readonly ConcurrentDictionary<string, Room> rooms = new(StringComparer.Ordinal);

    public IReadOnlyList<Room> All => [.. rooms.Values];

    /// <summary>The room with this bare address; made when it is new.</summary>
    public Room Of(string address) => rooms.GetOrAdd(address, a => new Room(a));

    public Room? Find(string address) => rooms.GetValueOrDefault(address);

    public void Forget(string address) => rooms.TryRemove(address, out _);
}
