using System.Globalization;
using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Server.Inbound;
using Interop.Server.Retention;

namespace Interop.Server.Archive;

/// <summary>
/// The journal (spec 08): every record as it is archived, as server-sent events, resumable by index. Reads the log itself, a page at a time, so that
/// a slow reader costs nobody anything.
/// </summary>
internal sealed class Journal(ArchiveReader reader, AppendLog log, OpenAnswers answers, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private const int PageSize = 200;

    public async Task ServeAsync(HttpContext context)
    {
        string? last = context.Request.Headers["Last-Event-ID"];
        var after = last is null ? context.Request.Number("after", -1)
            : long.TryParse(last, out var index) ? index : throw new ProblemException(DecisionCodes.Malformed, "Last-Event-ID is not an index.");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, context.Principal().Revoked, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.StartAsync(end.Token);
        await context.Response.Body.FlushAsync(end.Token);
        var silent = time.GetTimestamp();
        try
        {
            while (true)
            {
                if (after + 1 >= log.Committed)
                {
                    if (time.GetElapsedTime(silent) > Heartbeat)
                    {
                        await context.Response.WriteAsync(": still here\n\n", end.Token);
                        silent = time.GetTimestamp();
                    }
                    await Task.Delay(Poll, time, end.Token);
                    continue;
                }
                after = await PageAsync(context, after, end.Token);
                silent = time.GetTimestamp();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    /// <returns>Index of the last record that was sent.</returns>
    private async Task<long> PageAsync(HttpContext context, long after, CancellationToken end)
    {
        var (first, last) = (after + 1, after + PageSize);
        // Indexes have no gaps. A follower that is broken off here comes again with its cursor, and gets what is left of these records.
        using var sending = answers.Begin(context, leaves => leaves.Any(l => l.First <= last && first <= l.Last));
        foreach (var record in reader.Page(after, PageSize, context.Principal().KeepsRecords).Records)
        {
            after = record.Index;
            var json = JsonSerializer.Serialize(record, OcipJson.Default.ArchiveRecord);
            await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {after}\nevent: record\ndata: {json}\n\n"), Encoding.UTF8, end);
        }
        await context.Response.Body.FlushAsync(end);
        return after;
    }
}
