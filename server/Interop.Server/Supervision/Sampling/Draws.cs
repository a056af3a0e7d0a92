using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.Encoding;
using Interop.Protocol.ReviewApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Search.Conversations;
using Interop.Server.Storage;
using Interop.Server.Supervision.Following;
using Interop.Server.Supervision.Settings;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision.Sampling;

/// <summary>
/// Draws the samples of a day that is over (spec 07.9): first the items, which are the same however often it is done, then the record that opens the seed.
/// A crash between them: the same is drawn again.
/// </summary>
internal sealed class Draws(Database database, AppendLog log, Commitments commitments, SettingsBook settings, GroupMembers groups, UserDirectory users, RoomTimeline timeline, ItemMaker maker, SupervisionFollower follower, TimeProvider time)
{
    private const int RecordsPerRead = 5_000;
    private const int ItemsPerWrite = 200;

    /// <summary>Commits may be on their way that are dated before midnight.</summary>
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromSeconds(5);

    /// <summary>Draws what is due.</summary>
    public async Task DrawAsync(CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var due = database.Read(c => c.Query<DrawRow>($"SELECT {DrawRow.Columns} FROM supervision_draws WHERE record IS NULL AND day<@today ORDER BY day, plan", new { today = SampleDay.Of(now - AfterMidnight) }).AsList());
        foreach (var row in due)
        {
            // What policies found of the day must be items before, since it counts.
            var next = timeline.LeafAt(SampleDay.Begins(row.Day).AddDays(1).AddMilliseconds(-1), log.Committed) + 1;
            if (follower.Cursor >= next)
                await DrawAsync(row, next, stop);
        }
    }

    /// <summary>Of a day, or the last ones; the seed only of what was drawn.</summary>
    public SamplingDraw[] List(string? day, int limit) => [.. database.Read(c => c.Query<DrawRow>(
        $"SELECT {DrawRow.Columns} FROM supervision_draws WHERE @day IS NULL OR day=@day ORDER BY day DESC, plan LIMIT @limit", new { day, limit }).AsList())
        .Select(row => row.View(row.Record is null ? null : commitments.SeedOf(row)))];

    private async Task DrawAsync(DrawRow row, long next, CancellationToken stop)
    {
        using var document = JsonDocument.Parse(row.Document);
        var terms = new SampleTerms(document.RootElement);
        var first = timeline.LeafAt(SampleDay.Begins(row.Day).AddMilliseconds(-1), log.Committed) + 1;
        var people = terms.Plan.Groups is { } of ? groups.Together(of).Select(user => users.Get(user).UserId.Value).ToHashSet(StringComparer.Ordinal) : null;
        var messages = Messages(terms, people, first, next, stop);
        var seed = commitments.SeedOf(row);
        if (!Base64UrlText.TryDecode(seed, out var octets))
            throw new InvalidOperationException("a seed is none");
        var drawn = SampleDraw.Select(terms.Plan, octets, messages);
        if (settings.Queue(terms.Plan.Queue) is { } queue)
            await MakeAsync(queue, drawn, stop);
        var digest = SampleDraw.Digest(drawn);
        var fields = new JsonObject
        {
            ["what"] = "drawn", ["plan"] = row.Plan, ["date"] = row.Day, ["committed"] = row.Committed, ["seed"] = seed, ["first"] = first, ["next"] = next,
            ["population"] = messages.Count, ["drawn"] = drawn.Count, ["digest"] = digest,
        };
        var content = new JsonObject();
        if (people is not null)
            content["people"] = new JsonArray([.. people.Order(StringComparer.Ordinal).Select(user => (JsonNode)user)]);
        await log.AppendAsync(new LogRecord(LogRecord.Review, fields, content), (connection, leaf) => connection.Execute("""
            UPDATE supervision_draws SET record=@leaf, first=@first, next=@next, population=@population, drawn=@count, digest=@digest WHERE plan=@Plan AND day=@Day
            """, new { leaf, first, next, population = messages.Count, count = drawn.Count, digest, row.Plan, row.Day }));
    }

    private List<SampleMessage> Messages(SampleTerms terms, IReadOnlySet<string>? people, long first, long next, CancellationToken stop)
    {
        var messages = new List<SampleMessage>();
        for (var from = first; from < next; from += RecordsPerRead)
        {
            stop.ThrowIfCancellationRequested();
            foreach (var record in database.Read(c => Read(c, from, Math.Min(from + RecordsPerRead, next))))
            {
                using var parsed = JsonDocument.Parse(record);
                if (terms.MessageOf(parsed.RootElement, people) is { } message)
                    messages.Add(message);
            }
        }
        return messages;
    }

    private static List<byte[]> Read(SqliteConnection connection, long from, long to) =>
        connection.Query<byte[]>("SELECT record FROM records WHERE leaf>=@from AND leaf<@to AND kind='event' ORDER BY leaf", new { from, to }).AsList();

    private async Task MakeAsync(ReviewQueue queue, IReadOnlyList<long> drawn, CancellationToken stop)
    {
        foreach (var some in drawn.Chunk(ItemsPerWrite))
        {
            stop.ThrowIfCancellationRequested();
            var page = new FollowedPage();
            page.Items.AddRange(some.Select(leaf => maker.Drawn(leaf, queue)).OfType<NewItem>());
            var created = WireTime.Format(time.GetUtcNow());
            await log.WriteAsync(connection =>
            {
                page.WriteRest(connection, created);
                return true;
            });
        }
    }
}
