using System.Collections.Concurrent;
using System.Net;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;

namespace Interop.Bridges.Matrix.Portals;

/// <summary>Brings an account into a room before it acts there, and remembers who is in, so that most acts cost one request.</summary>
internal sealed class RoomEntry
{
    private const int KeptMax = 200_000;

    private readonly ConcurrentDictionary<(MatrixRoomId Room, MatrixUserId User), bool> inside = new();

    /// <param name="homeserver">Speaks for <paramref name="user"/>.</param>
    /// <param name="room">Which room.</param>
    /// <param name="user">Who is to be in it.</param>
    /// <param name="invite">Invites the user when the room does not let it in; null when nobody can.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="MatrixException">Not let in.</exception>
    public async Task EnsureAsync(MatrixHomeserverClient homeserver, MatrixRoomId room, MatrixUserId user, Func<Task>? invite, CancellationToken cancel)
    {
        if (inside.ContainsKey((room, user)))
            return;
        try
        {
            await homeserver.JoinAsync(room.Value, user, cancel);
        }
        catch (MatrixException refused) when (refused.Status == HttpStatusCode.Forbidden && invite is not null)
        {
            await invite();
            await homeserver.JoinAsync(room.Value, user, cancel);
        }

        Set(room, user);
    }

    public void Set(MatrixRoomId room, MatrixUserId user)
    {
        if (inside.Count >= KeptMax)
            inside.Clear(); // costs a repeated join each
        inside[(room, user)] = true;
    }

    public void Forget(MatrixRoomId room, MatrixUserId user) => inside.TryRemove((room, user), out _);

    /// <summary>Somebody entered, left or was removed.</summary>
    public void Observe(MatrixEvent read)
    {
        if (read.Type != "m.room.member" || !MatrixUserId.TryParse(read.StateKey, out var user))
            return;
        // Only leaving is learned here: the homeserver may tell of a join that has been undone since.
        if (read.Content.Text("membership") != "join")
            Forget(read.Room, user);
    }
}
