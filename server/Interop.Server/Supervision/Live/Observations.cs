using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Supervision;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;
using Interop.Server.Rooms;
using Interop.Server.Search;
using Interop.Server.Search.Conversations;
using Interop.Server.Storage;
using Interop.Server.Supervision.Items;

namespace Interop.Server.Supervision.Live;

/// <summary>
/// A room as it happens (spec 07.9), for those who may observe it. That it is observed is on record before the first line, and its end after the last; one
/// that a crash cut off is ended at the next start. Reads the log, a page at a time: nobody who writes waits for somebody who watches.
/// </summary>
internal sealed partial class Observations(Database database, AccessLog access, AppendLog log, Organisation organisation, RoomTimeline timeline, LineReader lines, OpenAnswers answers, UserDirectory users, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Observations> logger) : IHostedService
{
    private const int PageSize = 100;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>What a crash has cut off is ended.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (leaf, account, token) in database.Read(c => c.Query<(long, string, string)>("SELECT leaf, account, token FROM observations ORDER BY leaf").AsList()))
            {
                var content = new JsonObject { ["by"] = account, ["began"] = leaf, ["state"] = "interrupted" };
                await log.AppendAsync(new LogRecord(LogRecord.Access, new JsonObject { ["what"] = AccessLog.Observe, ["token"] = token }, content), (c, _) => c.Execute("DELETE FROM observations WHERE leaf=@leaf", new { leaf }));
            }
        }
        catch (Exception fault) when (fault is Microsoft.Data.Sqlite.SqliteException or InvalidOperationException)
        {
            // The disk may be full: they stand, and are ended at the next start.
            LogNotEnded(fault);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <param name="context">The request; its answer is the stream.</param>
    /// <param name="room">Which room.</param>
    /// <param name="officer">What the officer may see, as it is when it is asked for: groups and rooms change while somebody watches.</param>
    /// <exception cref="ProblemException">5.1.0: the declared supervision says nothing of watching, or the room is not this officer's to watch.</exception>
    public async Task ServeAsync(HttpContext context, Room room, Func<Reviewer> officer)
    {
        var reader = officer();
        if (WhyNot(room, reader) is { } refusal)
            throw new ProblemException(DecisionCodes.BlockedPolicy, refusal);
        string? why = context.Request.Query["why"];
        if (why is { Length: 0 or > 512 })
            throw new ProblemException(DecisionCodes.Malformed, "why has 1 to 512 characters.");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, context.Principal().Revoked, lifetime.ApplicationStopping);
        var content = new JsonObject { ["room"] = room.RoomId.Value, ["state"] = "began" };
        if (why is not null)
            content["why"] = why;
        var principal = reader.Principal;
        var began = (await access.NoteAsync(principal, AccessLog.Observe, content, (c, leaf) =>
            c.Execute("INSERT INTO observations(leaf, room, account, token) VALUES (@leaf, @Id, @Account, @TokenId)", new { leaf, room.Id, principal.Account, principal.TokenId }))).GetValueOrDefault();
        var last = began;
        try
        {
            await foreach (var line in LinesAsync(context, room, officer, (began, why is not null), end.Token))
                last = line;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            context.Abort();
        }
        finally
        {
            var over = new JsonObject { ["room"] = room.RoomId.Value, ["state"] = "ended", ["began"] = began, ["last"] = last };
            await access.NoteAsync(principal, AccessLog.Observe, over, (c, _) => c.Execute("DELETE FROM observations WHERE leaf=@began", new { began }));
        }
    }

    /// <summary>Why somebody may not watch a room, in a sentence; null for nothing.</summary>
    private string? WhyNot(Room room, Reviewer reader)
    {
        if (organisation.Supervision.Mode == SupervisionModes.Archived)
            return "The declared supervision is of mode archived: nobody watches as it happens. Declare what is done first.";
        return reader.Queues.Count == 0 && !Array.Exists(room.Users, u => reader.People.Contains(u.Id)) ? "Nobody of your people is in this room." : null;
    }

    /// <summary>Writes what comes, and answers the index of each line. Ends as soon as who watches might not begin any more: by another declaration, or without people in the room.</summary>
    private async IAsyncEnumerable<long> LinesAsync(HttpContext context, Room room, Func<Reviewer> officer, (long Began, bool Names) asked, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken end)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        await response.StartAsync(end);
        await response.Body.FlushAsync(end);
        var hidden = SearchRequest.KindsHiddenFrom(Array.Empty<string>());
        var (after, silent) = (asked.Began, time.GetTimestamp());
        while (true)
        {
            var upTo = log.Committed - 1;
            var leaves = upTo <= after ? [] : timeline.After(room.Id, after, upTo, PageSize, hidden);
            // Looked at after the log: what is shown was archived while it was allowed.
            if (organisation.Supervision.Mode == SupervisionModes.Archived || (leaves.Count > 0 && WhyNot(room, officer()) is not null))
                yield break;
            if (leaves.Count == 0)
            {
                if (time.GetElapsedTime(silent) > Heartbeat)
                {
                    await response.WriteAsync(": still here\n\n", end);
                    silent = time.GetTimestamp();
                }
                await Task.Delay(Poll, time, end);
                continue;
            }
            // Somebody may have come since: labels are made anew for each page.
            var labels = new RoomLabels(database, users, room.Id);
            using var sending = answers.Begin(context);
            foreach (var leaf in leaves)
            {
                after = leaf;
                if (lines.Read(leaf, labels, asked.Names) is not { } line)
                    continue;
                await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {leaf}\nevent: line\ndata: {JsonSerializer.Serialize(line, OcipJson.Default.ReviewLine)}\n\n"), end);
                yield return leaf;
            }
            await response.Body.FlushAsync(end);
            silent = time.GetTimestamp();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Observations that a crash has cut off could not be ended; they are at the next start")]
    private partial void LogNotEnded(Exception fault);
}
