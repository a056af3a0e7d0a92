using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Evidence;

/// <summary>
/// Histories that were proved to be forked (spec 06, 08): each is a record that convinces a third party, and an alarm. A forked room stands
/// still, and a forked log is witnessed no more, until an administrator decides.
/// </summary>
internal sealed partial class Forks(Database database, AppendLog log, RoomDirectory rooms, RoomFollowing following, TimeProvider time, ILogger<Forks> logger) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Two entries of one hub that contradict each other. The first of a room is kept; until it is decided on, others say no more.</summary>
    /// <param name="room">The room.</param>
    /// <param name="ours">Ours, as the hub signed it.</param>
    /// <param name="theirs">The other, whose signature was verified.</param>
    /// <param name="hub">Who has signed both.</param>
    /// <param name="shownBy">Who showed it: another follower, or the hub itself.</param>
    public async Task FoundAsync(Room room, SignedEntry ours, SignedEntry theirs, ProviderName hub, ProviderName shownBy)
    {
        await one.WaitAsync();
        try
        {
            if (room.IsForked)
                return;
            var fields = new JsonObject
            {
                ["hub"] = hub.Value, ["ours"] = ours.ToJson(), ["room"] = room.RoomId.Value, ["seq"] = theirs.Entry.Seq, ["shownBy"] = shownBy.Value, ["theirs"] = theirs.ToJson(),
            };
            var leaf = await log.AppendAsync(
                new LogRecord(LogRecord.Fork, fields) { RoomRow = room.Id },
                (connection, leaf) => connection.Execute("INSERT INTO forks(leaf, room_id, provider, seq) VALUES (@leaf, @room, @hub, @seq)",
                    new { leaf, room = room.Id, hub = hub.Value, seq = theirs.Entry.Seq }),
                (_, _) => room.IsForked = true);
            LogFork(room.RoomId, theirs.Entry.Seq, hub, shownBy, leaf);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Two checkpoints of one log of which the later is not shown to be a continuation of the earlier.</summary>
    public async Task FoundAsync(ProviderName provider, string forkedLog, long size, JsonObject evidence)
    {
        await one.WaitAsync();
        try
        {
            if (IsForked(forkedLog))
                return;
            evidence["log"] = forkedLog;
            evidence["provider"] = provider.Value;
            evidence["size"] = size;
            var leaf = await log.AppendAsync(new LogRecord(LogRecord.Fork, evidence), (connection, leaf) => connection.Execute(
                "INSERT INTO forks(leaf, log, provider, seq) VALUES (@leaf, @forkedLog, @provider, @size)", new { leaf, forkedLog, provider = provider.Value, size }));
            LogForkedLog(forkedLog, size, leaf);
        }
        finally
        {
            one.Release();
        }
    }

    public bool IsForked(string forkedLog) => database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM forks WHERE log=@forkedLog AND decided IS NULL", new { forkedLog })) > 0;

    public ForkView[] All() => database.Read(c => c.Query<Row>($"{Row.Select} ORDER BY f.leaf DESC LIMIT 200").Select(View).ToArray());

    /// <summary>Which history is gone on with. Of a room theirs means a new copy from its hub; of a log, that it is witnessed anew.</summary>
    /// <exception cref="ProblemException">5.5.4: no such fork stands; 5.5.6: theirs cannot be taken.</exception>
    public async Task DecideAsync(Principal principal, long leaf, string accept)
    {
        if (accept is not (ForkDecision.Ours or ForkDecision.Theirs))
            throw new ProblemException(DecisionCodes.Malformed, "accept is ours or theirs.");
        var row = database.Read(c => c.QuerySingleOrDefault<Row>($"{Row.Select} WHERE f.leaf=@leaf AND f.decided IS NULL", new { leaf }))
            ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such fork, or it was decided on.");
        var room = row.Room is { } id ? rooms.Get(id) : null;
        if (room is not null && accept == ForkDecision.Theirs)
            await following.RestartAsync(room);
        var fields = new JsonObject { ["accept"] = accept, ["fork"] = leaf, ["what"] = "fork" };
        await log.AppendAsync(
            new LogRecord(LogRecord.Policy, fields, new JsonObject { ["by"] = principal.Account, ["value"] = accept }) { RoomRow = room?.Id },
            (connection, _) =>
            {
                connection.Execute("UPDATE forks SET decided=@at, accepted=@accept, resumed=@resumed WHERE leaf=@leaf",
                    new { leaf, at = WireTime.Format(time.GetUtcNow()), accept, resumed = accept == ForkDecision.Theirs ? room?.Head.Seq : null });
                if (row.Log is { } forkedLog && accept == ForkDecision.Theirs)
                    connection.Execute("DELETE FROM witnessed WHERE log=@forkedLog", new { forkedLog });
            },
            (_, _) =>
            {
                if (room is not null)
                    room.IsForked = false;
            });
    }

    public void Dispose() => one.Dispose();

    private ForkView View(Row row) => new()
    {
        Index = row.Leaf,
        At = row.At,
        Provider = ProviderName.Parse(row.Provider),
        Room = row.Room is { } room ? rooms.Get(room).RoomId : null,
        Log = row.Log,
        Seq = row.Seq,
        Accepted = row.Accepted,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "FORK: {Hub} has signed two histories of {Room} that differ at seq {Seq}, shown by {ShownBy}; record {Leaf} is the evidence. The room stands still until an administrator decides")]
    private partial void LogFork(RoomId room, long seq, ProviderName hub, ProviderName shownBy, long leaf);

    [LoggerMessage(Level = LogLevel.Error, Message = "FORK: the log {Log} of size {Size} does not continue what was witnessed before; record {Leaf} is the evidence. It is witnessed no more until an administrator decides")]
    private partial void LogForkedLog(string log, long size, long leaf);

    // By name, not by position: of an empty table the store does not know the types of columns.
    private sealed class Row
    {
        public const string Select = """
            SELECT f.leaf, f.room_id AS Room, f.log, f.provider, f.seq, f.accepted, json_extract(CAST(r.record AS TEXT), '$.at') AS At FROM forks f JOIN records r ON r.leaf=f.leaf
            """;

        public long Leaf { get; init; }

        public long? Room { get; init; }

        public string? Log { get; init; }

        public required string Provider { get; init; }

        public long Seq { get; init; }

        public string? Accepted { get; init; }

        public required string At { get; init; }
    }
}
