using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Bench.Federation;

/// <summary>People of two providers and the rooms that they share, made through the published API.</summary>
/// <param name="OfHub">Tokens of the hub's people: those of the first room, of the second, and so on.</param>
/// <param name="OfFollower">Tokens of the follower's people, in the same order.</param>
/// <param name="Rooms">All ordered by the hub.</param>
internal sealed record FederationCast(string[] OfHub, string[] OfFollower, RoomId[] Rooms)
{
    private static readonly TimeSpan JoinMax = TimeSpan.FromSeconds(60);

    public static async Task<FederationCast> MakeAsync(Side hub, Side follower, FederationOptions options, CancellationToken stop)
    {
        var ours = await Cast.PeopleAsync(hub.Admin, "h", options.Rooms * options.Members, stop);
        var theirs = await Cast.PeopleAsync(follower.Admin, "f", options.Rooms * options.Members, stop);
        var rooms = new RoomId[options.Rooms];
        for (var room = 0; room < rooms.Length; room++)
        {
            var here = ours.AsSpan(room * options.Members, options.Members).ToArray();
            var there = theirs.AsSpan(room * options.Members, options.Members).ToArray();
            using var creator = new OcipClient(hub.Server.Address, here[0].Token);
            rooms[room] = (await creator.CreateRoomAsync(new CreateRoomRequest("group", [.. here.Skip(1).Concat(there).Select(p => p.User)], "bench"), stop)).Room;
        }
        for (var person = 0; person < theirs.Length; person++)
            await JoinedAsync(follower.Server.Address, theirs[person].Token, stop);
        return new([.. ours.Select(p => p.Token)], [.. theirs.Select(p => p.Token)], rooms);
    }

    /// <summary>The joining has come over from the hub.</summary>
    private static async Task JoinedAsync(Uri server, string token, CancellationToken stop)
    {
        using var client = new OcipClient(server, token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(JoinMax);
        while ((await client.RoomsAsync(limit.Token)).Length == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }
}
