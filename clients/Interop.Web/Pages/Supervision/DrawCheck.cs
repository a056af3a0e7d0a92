using System.Text.Json;
using Interop.Client;
using Interop.Protocol.Encoding;
using Interop.Protocol.ReviewApi;

namespace Interop.Web.Pages.Supervision;

/// <summary>
/// Makes a draw again, from the records of its commitment, of itself and of its day (spec 7.9), and compares. Nothing that the list of draws says is taken over
/// but where those records are.
/// </summary>
internal static class DrawCheck
{
    private const int PageSize = 500;

    /// <param name="archive">Of somebody who may read records; that the day was read is on record.</param>
    /// <param name="draw">One that was drawn.</param>
    /// <param name="read">Told how many records were read.</param>
    /// <param name="stop">Ends the reading.</param>
    public static async Task<DrawVerdict> RunAsync(ArchiveClient archive, SamplingDraw draw, Action<long> read, CancellationToken stop)
    {
        var (commitment, drawn) = (await archive.RecordAsync(draw.Committed, stop), await archive.RecordAsync(draw.Record!.Value, stop));
        if (commitment.Body?.Content.TryGetProperty("terms", out var terms) != true || Text(drawn.Record, "seed") is not { } seed || !Base64UrlText.TryDecode(seed, out var octets))
            return new DrawVerdict(false, "The record of the commitment or of the draw cannot be read.", []);
        if (SampleDraw.Commitment(terms, seed) != Text(commitment.Record, "commitment"))
            return new DrawVerdict(false, "Seed and terms are not those that were committed to.", []);
        var sample = new SampleTerms(terms);
        if (sample.Date != draw.Date || sample.Plan.Name != draw.Plan || Text(drawn.Record, "date") != draw.Date || Text(drawn.Record, "plan") != draw.Plan || drawn.Record.GetProperty("committed").GetInt64() != draw.Committed)
            return new DrawVerdict(false, "The commitment or the draw is of another day or plan.", []);
        HashSet<string>? people = null;
        if (sample.Plan.Groups is not null)
        {
            if (drawn.Body?.Content.TryGetProperty("people", out var named) != true)
                return new DrawVerdict(false, "The draw does not say whose messages it is of.", []);
            people = [.. named.EnumerateArray().Select(user => user.GetString()!)];
        }
        var (first, next) = (drawn.Record.GetProperty("first").GetInt64(), drawn.Record.GetProperty("next").GetInt64());
        var day = new DrawnDay(sample, people, first, next);
        // With the record before them and the one after: that nothing of the day was left out is seen at its edges.
        for (var after = Math.Max(-1, first - 2); after < next;)
        {
            var page = await archive.RecordsAsync(after, (int)Math.Min(PageSize, next - after), stop);
            foreach (var record in page.Records.Where(r => r.Index <= next))
                day.Take(record);
            after = page.Records.Length == 0 ? next : page.Records[^1].Index;
            read(Math.Clamp(after - first + 1, 0, next - first));
        }
        var again = SampleDraw.Select(sample.Plan, octets, day.Messages);
        var late = day.IsBefore(commitment) ? "" : " It was committed to after the day had begun.";
        if (day.Fault is { } fault)
            return new DrawVerdict(false, fault + late, again);
        return SampleDraw.Digest(again) == Text(drawn.Record, "digest") && day.Messages.Count == drawn.Record.GetProperty("population").GetInt64()
            ? new DrawVerdict(true, $"The same: {again.Count} of {day.Messages.Count} messages.{late}", again)
            : new DrawVerdict(false, $"Another draw: {again.Count} of {day.Messages.Count} messages now.{late}", again);
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString() : null;
}
