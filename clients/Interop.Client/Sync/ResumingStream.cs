using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Interop.Protocol.ClientApi;

namespace Interop.Client.Sync;

/// <summary>
/// Turns connections that break into one stream that does not: whenever the inner stream ends or fails, it is opened again after
/// the last position that was yielded. What a server repeats all the same is dropped by position.
/// </summary>
internal static class ResumingStream
{
    /// <summary>Frames: the cursor is the position; items at or below it were yielded already.</summary>
    public static async IAsyncEnumerable<SyncFrame> RunAsync(
        long? after, Func<long?, CancellationToken, IAsyncEnumerable<SyncFrame>> open, TimeProvider time, [EnumeratorCancellation] CancellationToken stop)
    {
        var seen = after;
        await foreach (var frame in RunAsync(after, open, frame => frame.Cursor, time, stop))
        {
            var fresh = seen is { } last && frame.Items.Length > 0 && frame.Items[0].Position <= last
                ? frame with { Items = [.. frame.Items.Where(item => item.Position > last)] }
                : frame;
            seen = frame.Cursor;
            yield return fresh;
        }
    }

    /// <summary>Anything with a rising position.</summary>
    public static async IAsyncEnumerable<T> RunAsync<T>(
        long? after, Func<long?, CancellationToken, IAsyncEnumerable<T>> open, Func<T, long> positionOf, TimeProvider time,
        [EnumeratorCancellation] CancellationToken stop)
    {
        var position = after;
        var backoff = new Backoff(time);
        while (true)
        {
            TimeSpan? retryAfter = null;
            await using (var inner = open(position, stop).GetAsyncEnumerator(stop))
            {
                while (true)
                {
                    try
                    {
                        if (!await inner.MoveNextAsync())
                            break;
                    }
                    catch (Exception failure) when (IsTransient(failure, stop))
                    {
                        retryAfter = (failure as OcipProblemException)?.RetryAfter;
                        break;
                    }
                    backoff.Reset();
                    var next = positionOf(inner.Current);
                    if (next <= position)
                        continue;
                    position = next;
                    yield return inner.Current;
                }
            }
            await backoff.WaitAsync(retryAfter, stop);
        }
    }

    /// <summary>Broken connections and 4.x answers come back; refusals and the caller's own cancellation do not.</summary>
    internal static bool IsTransient(Exception failure, CancellationToken stop) => !stop.IsCancellationRequested && failure switch
    {
        OcipProblemException problem => problem.IsTransient,
        HttpRequestException or IOException or WebSocketException or TimeoutException or OperationCanceledException => true,
        _ => false,
    };
}
