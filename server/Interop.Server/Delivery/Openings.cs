using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Identifiers;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Delivery;

/// <summary>
/// Releases what waits for many people, many rooms side by side, so that their releases share group commits: an office that opens is not served one after
/// the other. A room takes its people in parts, so that what is written there meanwhile is not behind all of them. What is read ahead is bounded, whatever waits.
/// </summary>
internal sealed partial class Openings(Database database, Holds holds, Releases releases, UserDirectory users, RoomDirectory rooms, ILogger<Openings> logger)
{
    private const int PeopleAtOnce = 500;
    private const int PeopleOfRoom = 100;

    /// <summary>Each has a few pages in memory at most (<see cref="Releases"/>): enough to fill a commit, and few enough that others' messages need not wait long for one.</summary>
    private static readonly int RoomsAtOnce = Math.Clamp(8 * Environment.ProcessorCount, 16, 64);

    /// <summary>Everybody who is due, and who becomes due meanwhile. What could not be released is tried again soon.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Parallel.ForEachAsync(Due(), new ParallelOptions { MaxDegreeOfParallelism = RoomsAtOnce, CancellationToken = stop }, async (part, _) => await ReleaseAsync(part));

    private async Task ReleaseAsync(Part part)
    {
        try
        {
            await releases.RunAsync(part.Room, part.People);
        }
        catch (Exception fault)
        {
            LogFailed(part.Room.RoomId.Value, fault);
            foreach (var (user, _) in part.People)
                holds.AskSoon(user);
        }
    }

    /// <summary>Taken as fast as it is worked on.</summary>
    private IEnumerable<Part> Due()
    {
        while (holds.TakeDue() is { Count: > 0 } due)
        {
            foreach (var people in due.Chunk(PeopleAtOnce))
            {
                foreach (var part in Parts(people))
                    yield return part;
            }
        }
    }

    private IEnumerable<Part> Parts(UserId[] people)
    {
        var found = JsonSerializer.Serialize([.. people.Select(id => users.Find(id)!.Id)], OcipJson.Default.Int64Array);
        var waiting = database.Read(c => c.Query<(long Room, long User, int Count)>(
            "SELECT room_id, user_id, count(*) FROM holds WHERE user_id IN (SELECT value FROM json_each(@found)) AND reason<>'notice' GROUP BY user_id, room_id", new { found }).AsList());
        return waiting.GroupBy(w => w.Room).SelectMany(inRoom => inRoom.Chunk(PeopleOfRoom).Select(some => new Part(rooms.Get(inRoom.Key), [.. some.Select(w => (users.Get(w.User), w.Count))])));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What is held in {Room} could not be released; it is tried again")]
    private partial void LogFailed(string room, Exception fault);

    /// <summary>Some of those for whom something waits in a room.</summary>
    private sealed record Part(Room Room, IReadOnlyList<(User User, int Count)> People);
}
