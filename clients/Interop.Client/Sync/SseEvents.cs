using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Interop.Client.Sync;

/// <summary>One connection of server-sent events, each event one JSON value. Ends when the server closes; fails when it falls silent.</summary>
internal static class SseEvents
{
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");

    public static async IAsyncEnumerable<T> ReadAsync<T>(HttpCalls calls, SseStream<T> stream, long? after, TimeProvider time, [EnumeratorCancellation] CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, after is null ? stream.Path : $"{stream.Path}?after={after}");
        request.Headers.Accept.Add(EventStream);
        if (after is { } cursor)
            request.Headers.Add("Last-Event-ID", cursor.ToString(CultureInfo.InvariantCulture));
        try
        {
            using var response = await calls.OpenAsync(request, stop);
            stream.Linked?.Invoke(true);
            await using var body = new WatchedStream(await response.Content.ReadAsStreamAsync(stop), time);
            // The data is parsed where it lies in the parser's buffer: no string, no tree.
            var parser = SseParser.Create(body, (_, data) => JsonSerializer.Deserialize(data, stream.Type)
                ?? throw new JsonException($"{stream.Path}: an event is JSON null"));
            await foreach (var item in parser.EnumerateAsync(stop))
                yield return item.Data;
        }
        finally
        {
            stream.Linked?.Invoke(false);
        }
    }
}
