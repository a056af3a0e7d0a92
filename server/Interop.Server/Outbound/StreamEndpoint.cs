using System.Buffers;
using System.Globalization;
using System.Text;
using Interop.Protocol.Decisions;
using Interop.Server.Delivery;
using Interop.Server.Evidence.Reconciliation;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;
using Interop.Server.Storage;

namespace Interop.Server.Outbound;

/// <summary>A recipient's stream over HTTP (spec 13): server-sent events, or one page by long polling.</summary>
internal sealed class StreamEndpoint(StreamSource source, Cursors cursors, BridgePresence bridges, OpenAnswers answers, FaultPoints faults, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private const int WaitMsMax = 30_000;

    public async Task ServeAsync(HttpContext context, User? user, string? network)
    {
        var after = After(context, user, network);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, context.Principal().Revoked, lifetime.ApplicationStopping);
        using var here = bridges.Enter(network);
        var wantsEvents = context.Request.GetTypedHeaders().Accept?.Any(a => a.MediaType == "text/event-stream") == true;
        if (wantsEvents)
            await ServeEventsAsync(context, user, network, after, end.Token);
        else
            await ServePageAsync(context, user, network, after, end.Token);
    }

    private async Task ServeEventsAsync(HttpContext context, User? user, string? network, long after, CancellationToken end)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        await response.StartAsync(end);
        await response.Body.FlushAsync(end);
        var frames = source.FramesAsync(user, network, after, end).GetAsyncEnumerator(end);
        var next = frames.MoveNextAsync().AsTask();
        // One timer until it strikes, not one per frame.
        var heartbeat = Task.Delay(Heartbeat, time, end);
        try
        {
            while (true)
            {
                while (!next.IsCompleted && await Task.WhenAny(next, heartbeat) != next)
                {
                    end.ThrowIfCancellationRequested();
                    heartbeat = Task.Delay(Heartbeat, time, end);
                    await response.Body.WriteAsync(": still here\n\n"u8.ToArray(), end);
                    await response.Body.FlushAsync(end);
                }
                if (!await next)
                    return;
                var (cursor, frame) = frames.Current;
                using var sending = answers.Begin(context);
                response.BodyWriter.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {cursor}\nevent: frame\ndata: ")));
                response.BodyWriter.Write(frame);
                response.BodyWriter.Write("\n\n"u8);
                await response.BodyWriter.FlushAsync(end);
                sending.Dispose();
                faults.Crash(FaultPoints.StreamAfter);
                next = frames.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The receiver went away, its token was revoked, or the server stops: it reads on from its cursor.
            context.Abort();
        }
        finally
        {
            await EndAsync(frames, next);
        }
    }

    private async Task ServePageAsync(HttpContext context, User? user, string? network, long after, CancellationToken end)
    {
        var wait = (int)Math.Clamp(context.Request.Number("waitMs", 0), 0, WaitMsMax);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(end);
        var frames = source.FramesAsync(user, network, after, timer.Token).GetAsyncEnumerator(timer.Token);
        var next = frames.MoveNextAsync().AsTask();
        byte[]? frame = null;
        if (next.IsCompleted || await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(wait), time, timer.Token)) == next)
            frame = next.IsCompletedSuccessfully && next.Result ? frames.Current.Frame : null;
        await timer.CancelAsync();
        await EndAsync(frames, next);
        context.Response.ContentType = "application/json";
        answers.BeginWhole(context);
        await context.Response.Body.WriteAsync(frame ?? new FrameWriter().ToFrame(after), end);
        faults.Crash(FaultPoints.StreamAfter);
    }

    private static async Task EndAsync(IAsyncEnumerator<(long Cursor, byte[] Frame)> frames, Task<bool> next)
    {
        try
        {
            await next;
        }
        catch (OperationCanceledException)
        {
            await frames.DisposeAsync();
            return;
        }
        await frames.DisposeAsync();
    }

    private long After(HttpContext context, User? user, string? network)
    {
        string? last = context.Request.Headers["Last-Event-ID"];
        if (last is not null)
            return long.TryParse(last, out var cursor) ? source.Checked(user, cursor) : throw new ProblemException(DecisionCodes.Malformed, "Last-Event-ID is not a cursor.");
        var after = context.Request.Number("after", long.MinValue);
        if (after == long.MinValue)
            return cursors.Of(user, network);
        return source.Checked(user, after);
    }
}
