using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Interop.Client.Receipts;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>
/// A client that only listens, without the client library's help: reads server-sent events as they come, keeps every item, and
/// after a broken connection asks again with the id of the last event that it read whole. Whatever the server repeats, reorders or
/// delivers without a valid receipt becomes a fault here.
/// </summary>
internal sealed class RecordedStream : IAsyncDisposable
{
    // A busy machine is slow, not wrong.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);
    private readonly HttpClient http;
    private readonly ReceiptVerifier verifier;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<SyncItem> items = [];
    private readonly List<string> faults = [];
    private readonly Task reading;
    private CancellationTokenSource? connection;
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long cursor = -1;
    private bool disposed;

    public RecordedStream(Uri server, string token, ReceiptVerifier verifier)
    {
        this.verifier = verifier;
        http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        reading = Task.Run(ReadAsync);
    }

    /// <summary>Everything that came, in order.</summary>
    public IReadOnlyList<SyncItem> Items
    {
        get
        {
            lock (gate)
                return [.. items];
        }
    }

    /// <summary>What the server did wrong.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (gate)
                return [.. faults];
        }
    }

    /// <summary>How often it has connected.</summary>
    public int Connections { get; private set; }

    public long Cursor
    {
        get
        {
            lock (gate)
                return cursor;
        }
    }

    public IReadOnlyList<OcipEvent> Events => [.. Items.Where(i => i.Kind == SyncItem.KindEvent).Select(i => i.Event!)];

    /// <summary>Messages and edits as text, retractions as "-", in order of arrival.</summary>
    public IReadOnlyList<string> Texts => [.. Events.Select(TextOf).OfType<string>()];

    public static string? TextOf(OcipEvent ev) => ev.Header.Type switch
    {
        EventTypes.Message or EventTypes.Edit => MessageText.PlainOf(ev.Body!.Content.Deserialize(OcipJson.Default.MessageContent)!),
        EventTypes.Retract => "-",
        _ => null,
    };

    /// <summary>Breaks the connection, wherever it is; it connects again.</summary>
    public void Cut()
    {
        lock (gate)
            connection?.Cancel();
    }

    /// <summary>Waits until something is true of what came.</summary>
    public async Task UntilAsync(Func<RecordedStream, bool> isTrue, string what)
    {
        using var limit = new CancellationTokenSource(WaitMax);
        while (true)
        {
            Task more;
            lock (gate)
                more = arrived.Task;
            if (isTrue(this))
                return;
            try
            {
                await more.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"waited in vain for {what}; came: {string.Join(" | ", Texts)}; faults: {string.Join("; ", Faults)}", late);
            }
        }
    }

    public Task UntilTextAsync(string text) => UntilAsync(s => s.Texts.Contains(text), $"'{text}'");

    public Task UntilCountAsync(int texts) => UntilAsync(s => s.Texts.Count >= texts, $"{texts} texts");

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await stop.CancelAsync();
        try
        {
            await reading;
        }
        finally
        {
            http.Dispose();
            stop.Dispose();
        }
    }

    private async Task ReadAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var here = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                lock (gate)
                    connection = here;
                Connections++;
                try
                {
                    await ReadOnceAsync(here.Token);
                }
                finally
                {
                    lock (gate)
                        connection = null;
                }
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
            {
                if (stop.IsCancellationRequested)
                    return;
            }
            await Pause.Ms(20);
        }
    }

    private async Task ReadOnceAsync(CancellationToken end)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"ocip/v1/client/sync{(cursor < 0 ? "?after=-1" : "")}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (cursor >= 0)
            request.Headers.Add("Last-Event-ID", cursor.ToString());
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(end);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(end))
            Take(JsonSerializer.Deserialize(item.Data, OcipJson.Default.SyncFrame)!, item.EventId);
    }

    private void Take(SyncFrame frame, string? id)
    {
        lock (gate)
        {
            if (id != frame.Cursor.ToString())
                faults.Add($"event id {id} is not the frame's cursor {frame.Cursor}");
            foreach (var item in frame.Items)
            {
                if (item.Position <= (items.Count == 0 ? -1 : items[^1].Position) && item.Kind == SyncItem.KindEvent)
                    faults.Add($"position {item.Position} came after {items[^1].Position}");
                if (item.Position <= cursor || item.Position > frame.Cursor)
                    faults.Add($"position {item.Position} is outside the frame's ({cursor}, {frame.Cursor}]");
                if (item.Kind == SyncItem.KindEvent && !verifier.TryVerify(frame, item, out var fault))
                    faults.Add($"position {item.Position}: {fault}");
                if (item.Kind == SyncItem.KindEvent && items.Any(i => i.Event?.Id == item.Event!.Id))
                    faults.Add($"event {item.Event!.Id} came twice");
                items.Add(item);
            }
            cursor = frame.Cursor;
            arrived.SetResult();
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
