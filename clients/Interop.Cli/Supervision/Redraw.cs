using System.Text.Json;
using Interop.Cli.Archive;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.ReviewApi;
using Interop.Protocol.Time;

namespace Interop.Cli.Supervision;

/// <summary>Draws the samples of a day again from the archive alone (spec 07.9), and compares: the commitment, the day's records, and what was drawn.</summary>
internal static class Redraw
{
    /// <param name="source">The archive: a server's, or a data folder.</param>
    /// <param name="date">Day in UTC.</param>
    /// <param name="plan">One plan; null for all.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="UsageException">Nothing was drawn of that day.</exception>
    public static async Task<IReadOnlyList<Redrawn>> RunAsync(IArchiveSource source, string date, string? plan, CancellationToken stop)
    {
        var committed = new Dictionary<long, ArchiveRecord>();
        var drawn = new List<ArchiveRecord>();
        await foreach (var record in source.ReadAsync(-1, stop))
        {
            if (record.LeafHash is not null || Text(record.Record, "kind") != "review" || Text(record.Record, "date") != date || (plan is not null && Text(record.Record, "plan") != plan))
                continue;
            if (Text(record.Record, "what") == "committed")
                committed[record.Index] = record;
            else
                drawn.Add(record);
        }
        if (drawn.Count == 0)
            throw new UsageException($"nothing was drawn of {date}{(committed.Count == 0 ? "" : ": it is committed to, and the draw comes after the day")}");
        var answers = new List<Redrawn>();
        foreach (var draw in drawn)
            answers.Add(await AgainAsync(source, draw, committed.GetValueOrDefault(Number(draw.Record, "committed")), stop));
        // A plan may have been taken away before the day began. Whoever examines hears of it, and finds the settings on record.
        var plans = answers.Select(a => a.Plan).ToHashSet(StringComparer.Ordinal);
        foreach (var record in committed.Values.OrderByDescending(c => c.Index).Where(c => plans.Add(Text(c.Record, "plan")!)))
            answers.Add(new Redrawn(Text(record.Record, "plan")!, date, [], false, null) { Undrawn = record.Index });
        return answers;
    }

    private static async Task<Redrawn> AgainAsync(IArchiveSource source, ArchiveRecord draw, ArchiveRecord? commitment, CancellationToken stop)
    {
        var record = draw.Record;
        var (plan, date, seed) = (Text(record, "plan")!, Text(record, "date")!, Text(record, "seed")!);
        Redrawn Wrong(string fault) => new(plan, date, [], false, fault);
        if (commitment?.Body?.Content.TryGetProperty("terms", out var terms) != true)
            return Wrong("the record of the commitment is not there, or its body cannot be read");
        if (SampleDraw.Commitment(terms, seed) != Text(commitment!.Record, "commitment"))
            return Wrong("seed and terms are not those that were committed to");
        var begins = WireTime.Parse($"{date}T00:00:00.000Z");
        var sample = new SampleTerms(terms);
        if (sample.Date != date || sample.Plan.Name != plan || !Base64UrlText.TryDecode(seed, out var octets))
            return Wrong("the commitment is of another day or plan");
        HashSet<string>? people = null;
        if (sample.Plan.Groups is not null)
        {
            if (draw.Body?.Content.TryGetProperty("people", out var named) != true)
                return Wrong("the draw does not say whose messages it is of, or its body cannot be read");
            people = [.. named.EnumerateArray().Select(user => user.GetString()!)];
        }
        var (messages, fault) = await MessagesAsync(source, sample, people, (Number(record, "first"), Number(record, "next")), begins, stop);
        var drawn = SampleDraw.Select(sample.Plan, octets, messages);
        if (messages.Count != Number(record, "population"))
            fault ??= $"there are {messages.Count} messages to draw from, and {Number(record, "population")} are recorded";
        if (SampleDraw.Digest(drawn) != Text(record, "digest") || drawn.Count != Number(record, "drawn"))
            fault ??= $"{drawn.Count} messages are drawn now, and others were recorded ({Number(record, "drawn")})";
        return new Redrawn(plan, date, drawn, TimeOf(commitment) >= begins, fault);
    }

    /// <summary>Those of the day; and a fault when the day is not what was drawn from.</summary>
    private static async Task<(List<SampleMessage> Messages, string? Fault)> MessagesAsync(IArchiveSource source, SampleTerms terms, HashSet<string>? people, (long First, long Next) range, DateTimeOffset begins, CancellationToken stop)
    {
        var messages = new List<SampleMessage>();
        var (ends, fault) = (begins.AddDays(1), (string?)null);
        await foreach (var record in source.ReadAsync(range.First - 2, stop))
        {
            var isOfDay = record.Index >= range.First && record.Index < range.Next;
            if (record.LeafHash is null && isOfDay != (TimeOf(record) >= begins && TimeOf(record) < ends))
                fault ??= $"record {record.Index} is {(isOfDay ? "not of the day" : "of the day")}, and was {(isOfDay ? "" : "not ")}drawn from";
            if (isOfDay && record.LeafHash is null && terms.MessageOf(record.Record, people) is { } message)
                messages.Add(message);
            if (record.Index >= range.Next)
                break;
        }
        return (messages, fault);
    }

    private static DateTimeOffset TimeOf(ArchiveRecord record) => WireTime.Parse(Text(record.Record, "at")!);

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long Number(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetInt64() : -1;
}
