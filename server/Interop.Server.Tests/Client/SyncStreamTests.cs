using System.Collections.Concurrent;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Interop.Server.Tests.Client;

public sealed class SyncStreamTests
{
    private const string Path = "/ocip/v1/client/sync";

    [Fact]
    public async Task Stream_ResumesByCursor_NeitherLosingNorRepeating()
    {
        var asked = new ConcurrentQueue<string>();
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet(Path, async (HttpContext context) =>
        {
            asked.Enqueue($"{context.Request.Query["after"]}/{context.Request.Headers["Last-Event-ID"]}");
            context.Response.ContentType = "text/event-stream";
            var text = asked.Count switch
            {
                // Comments, two good frames, half a frame, then the connection breaks.
                1 => ": hello\n\n" + Drafts.Sse(Drafts.Frame(2, 0, 2)) + Drafts.Sse(Drafts.Frame(5, 4, 5)) + "id: 9\ndata: {\"cursor\":9,",
                // A server that repeats what was delivered: one frame wholly, one in part.
                2 => Drafts.Sse(Drafts.Frame(5, 4, 5)) + Drafts.Sse(Drafts.Frame(7, 5, 6, 7)),
                _ => Drafts.Sse(Drafts.Frame(9, 9)),
            };
            await context.Response.WriteAsync(text);
            await context.Response.Body.FlushAsync();
            if (asked.Count > 1)
                return;
            // A reset takes along what the client has not read yet.
            await read.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        }));
        using var client = server.Client();

        Assert.Equal([0, 2, 4, 5, 6, 7, 9], await PositionsAsync(client.SyncAsync(-1), until: 9, cursor => Reaches(cursor, 5, read)));
        Assert.Equal(["-1/-1", "5/5", "7/7"], asked.Take(3));
    }

    [Fact]
    public async Task Item_OfALaterKind_DoesNotEndTheStream()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet(Path, async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            var frame = Drafts.Sse(Drafts.Frame(3, 1, 2, 3)).Replace("\"position\":2,\"kind\":\"test\"", "\"position\":2,\"kind\":\"weather\",\"weather\":{\"rain\":true}", StringComparison.Ordinal);
            Assert.Contains("weather", frame, StringComparison.Ordinal);
            await context.Response.WriteAsync(frame);
        }));
        using var client = server.Client();
        Assert.Equal([1, 2, 3], await PositionsAsync(client.SyncAsync(-1), until: 3));
    }

    [Fact]
    public async Task Stream_EndsWithTheProblem_WhenRefusedForGood()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet(Path, () =>
            Results.Json(Problem.Of(DecisionCodes.Unauthenticated), OcipJson.Default.Problem, "application/problem+json", 401)));
        using var client = server.Client();

        var refusal = await Assert.ThrowsAsync<OcipProblemException>(() => PositionsAsync(client.SyncAsync(null), until: 1));

        Assert.Equal("5.5.1", refusal.Problem.Code);
    }

    [Fact]
    public async Task Stream_TriesAgain_WhenTheServerIsBusy()
    {
        var tries = 0;
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet(Path, () => Interlocked.Increment(ref tries) < 3
            ? Results.Json(Problem.Of(DecisionCodes.ArchiveUnavailable), OcipJson.Default.Problem, "application/problem+json", 503)
            : Results.Text(Drafts.Sse(Drafts.Frame(1, 1)), "text/event-stream")));
        using var client = server.Client();

        Assert.Equal([1], await PositionsAsync(client.SyncAsync(0), until: 1));
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task Poll_AsksWithCursorAndWait()
    {
        string? query = null;
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet(Path, (HttpRequest request) =>
        {
            query = request.QueryString.Value;
            return Results.Json(Drafts.Frame(3, 3), OcipJson.Default.SyncFrame);
        }));
        using var client = server.Client();

        Assert.Equal(3, (await client.PollAsync(2, waitMs: 500)).Cursor);
        Assert.Equal("?waitMs=500&after=2", query);
    }

    private static void Reaches(long cursor, long wanted, TaskCompletionSource reached)
    {
        if (cursor >= wanted)
            reached.TrySetResult();
    }

    private static async Task<List<long>> PositionsAsync(IAsyncEnumerable<SyncFrame> frames, long until, Action<long>? each = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        List<long> positions = [];
        await foreach (var frame in frames.WithCancellation(limit.Token))
        {
            positions.AddRange(frame.Items.Select(item => item.Position));
            each?.Invoke(frame.Cursor);
            if (frame.Cursor >= until)
                break;
        }
        return positions;
    }
}
