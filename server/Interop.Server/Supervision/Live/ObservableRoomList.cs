using System.Text.Json;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.ReviewApi;
using Interop.Server.Compliance;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision.Live;

/// <summary>Rooms that an officer may watch (spec 07.9), those with the newest events first. Says how many are in a room, and not who.</summary>
internal sealed class ObservableRoomList(Database database, RoomDirectory rooms, Organisation organisation)
{
    private const int LimitMax = 200;

    /// <param name="reader">A reviewer of a queue watches every room, a supervisor those of the own people.</param>
    /// <param name="text">Somewhere in the name; null for all rooms.</param>
    /// <param name="before">Only rooms whose last event has a smaller index.</param>
    /// <param name="limit">At most so many.</param>
    /// <exception cref="ProblemException">5.5.0: limit is wrong.</exception>
    public ObservableRooms Page(Reviewer reader, string? text, long before, long limit)
    {
        if (limit is < 1 or > LimitMax)
            throw new ProblemException(DecisionCodes.Malformed, $"limit is 1 to {LimitMax}.");
        var found = database.Read(c => Candidates(c, reader, before).Where(room => string.IsNullOrWhiteSpace(text) || room.Name?.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase) == true).Take((int)limit + 1).ToList());
        var page = found.Take((int)limit).ToList();
        return new ObservableRooms
        {
            Mode = organisation.Supervision.Mode,
            Rooms = [.. page.Select(Of)],
            Next = found.Count > page.Count ? page[^1].Last : null,
        };
    }

    private static IEnumerable<Row> Candidates(SqliteConnection c, Reviewer reader, long before)
    {
        const string Columns = "SELECT id, name, head_leaf AS Last FROM rooms WHERE head_leaf>=0 AND head_leaf<@before";
        if (reader.Queues.Count > 0)
            return c.Query<Row>($"{Columns} ORDER BY head_leaf DESC", new { before }, buffered: false);
        return c.Query<Row>($"{Columns} AND id IN (SELECT room_id FROM participants WHERE user_id IN @People AND left_seq IS NULL) ORDER BY head_leaf DESC", new { before, reader.People }, buffered: false);
    }

    private ObservableRoom Of(Row row)
    {
        var room = rooms.Get(row.Id);
        return new ObservableRoom { Room = room.RoomId, Kind = room.Kind, Name = room.Name, People = room.Users.Length, Networks = room.Networks, Last = row.Last, At = TimeOf(row.Last) };
    }

    private string? TimeOf(long leaf)
    {
        if (database.Read(c => c.QuerySingleOrDefault<byte[]?>("SELECT record FROM records WHERE leaf=@leaf", new { leaf })) is not { } octets)
            return null;
        using var record = JsonDocument.Parse(octets);
        return record.RootElement.GetProperty("at").GetString();
    }

    private sealed record Row(long Id, string? Name, long Last);
}
