using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional: the bridge can take part in a native room of several native people (spec 11, observed portal).</summary>
public interface IObservedPortals
{
    /// <summary>Enters the native room (by invitation or openly; already in: done) and says who is in it. Posts nothing.</summary>
    /// <param name="room">Id, or an alias that the network resolves.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NativeRefusedException">Not allowed in, no such room, or end-to-end encrypted so that nothing could be archived in clear.</exception>
    Task<ObservedRoom> ObserveAsync(NativeRoomId room, CancellationToken cancellationToken);

    /// <summary>Leaves it, with all ghosts.</summary>
    Task LeaveAsync(NativeRoomId room, CancellationToken cancellationToken);
}
