using System.Text.Json;
using Dapper;
using Interop.Protocol.ArchiveApi;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>Reads the records of one day and counts them by source, room and person. Memory grows with rooms and people, never with records.</summary>
internal sealed class DayBooks
{
    private const int LinesMax = 10_000;

    private readonly Tally all = new();
    private readonly Dictionary<string, Tally> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tally> rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tally> people = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<(long User, long Joined, long? Left)>> members = [];

    public ReconciliationCounts Totals => all.Counts();

    public ReconciliationLine[] Sources => Lines(sources);

    public ReconciliationLine[] Rooms => Lines(rooms);

    public ReconciliationLine[] People => Lines(people);

    /// <summary>Records whose fixed part cannot be read: the scrub names them.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Records that were counted, of any kind.</summary>
    public long Records { get; private set; }

    public void Read(SqliteConnection connection, long first, long next, CancellationToken stop)
    {
        foreach (var row in connection.Query<Row>("SELECT kind, room_id AS RoomId, seq, sender, record FROM records WHERE leaf>=@first AND leaf<@next ORDER BY leaf", new { first, next }, buffered: false))
        {
            stop.ThrowIfCancellationRequested();
            Records++;
            if (row.Kind is not ("event" or "refusal" or "egress" or "release" or "report"))
                continue;
            try
            {
                using var record = JsonDocument.Parse(row.Record);
                Take(connection, row, record.RootElement);
            }
            catch (Exception damaged) when (damaged is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                Unreadable++;
            }
        }
    }

    private void Take(SqliteConnection connection, Row row, JsonElement root)
    {
        if (row.Kind is "release" or "report")
        {
            var good = root.GetProperty("code").GetString() is ['2', ..];
            var source = row.Kind == "release" ? "server" : root.TryGetProperty("network", out var network) ? $"bridge:{network.GetString()}" : $"federation:{root.GetProperty("provider").GetString()}";
            Add(source, root.GetProperty("room").GetString()!, null, tally =>
            {
                tally.Released += row.Kind == "release" && good ? 1 : 0;
                tally.Reported += row.Kind == "report" && good ? 1 : 0;
                tally.Failed += row.Kind == "report" && !good ? 1 : 0;
            });
            return;
        }
        var header = root.GetProperty("header");
        var decision = root.GetProperty("decision");
        var (delivered, held, withheld) = row is { Kind: "event", RoomId: { } room, Seq: { } seq } ? Recipients(connection, room, seq, row.Sender ?? 0, decision) : (0, 0, 0);
        Add(root.GetProperty("source").GetString()!, header.GetProperty("room").GetString()!, header.GetProperty("sender").GetString()!, tally =>
        {
            tally.Archived += row.Kind == "event" ? 1 : 0;
            tally.Refused += row.Kind == "refusal" ? 1 : 0;
            tally.SentOut += row.Kind == "egress" ? 1 : 0;
            tally.Delivered += delivered;
            tally.Held += held;
            tally.Withheld += withheld;
            tally.Unjudged += decision.TryGetProperty("failed", out _) ? 1 : 0;
        });
    }

    /// <summary>Those who were in the room, without the sender: who gets it at once, later, or not.</summary>
    private (long Delivered, long Held, long Withheld) Recipients(SqliteConnection connection, long room, long seq, long sender, JsonElement decision)
    {
        if (!members.TryGetValue(room, out var stays))
        {
            if (members.Count >= LinesMax)
                members.Clear();
            members[room] = stays = connection.Query<(long, long, long?)>("SELECT user_id, joined_seq, left_seq FROM participants WHERE room_id=@room", new { room }).AsList();
        }
        var present = stays.Count(s => s.User != sender && s.Joined < seq && (s.Left is null || s.Left >= seq));
        var (held, withheld) = (0L, 0L);
        if (decision.GetProperty("code").GetString() is ['5', ..])
            return (0, 0, present);
        if (decision.TryGetProperty("recipients", out var exceptions))
        {
            foreach (var exception in exceptions.EnumerateArray())
            {
                if (exception.GetProperty("code").GetString() is ['2', ..])
                    held++;
                else
                    withheld++;
            }
        }
        return (Math.Max(0, present - held - withheld), held, withheld);
    }

    private void Add(string source, string room, string? person, Action<Tally> add)
    {
        add(all);
        add(Of(sources, source));
        add(Of(rooms, room));
        if (person is not null)
            add(Of(people, person));
    }

    private static Tally Of(Dictionary<string, Tally> book, string name) => book.TryGetValue(name, out var tally) ? tally : book[name] = new Tally();

    private static ReconciliationLine[] Lines(Dictionary<string, Tally> book) =>
        [.. book.OrderBy(l => l.Key, StringComparer.Ordinal).Take(LinesMax).Select(l => new ReconciliationLine(l.Key, l.Value.Counts()))];

    private sealed class Row
    {
        public string Kind { get; init; } = "";

        public long? RoomId { get; init; }

        public long? Seq { get; init; }

        public long? Sender { get; init; }

        public byte[] Record { get; init; } = [];
    }
}
