using System.Net.Http.Json;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Tests.Core.EndToEnd;

/// <summary>Somebody at a client of the server.</summary>
public sealed class Employee(UserId user, HttpClient http) : IDisposable
{
    public UserId User { get; } = user;

    /// <summary>Reads what is declared and goes on.</summary>
    public async Task AcknowledgeAsync()
    {
        var shown = (await http.GetFromJsonAsync("client/supervision", OcipJson.Default.SupervisionView))!;
        var notice = shown.Declaration.Notice;
        using var response = await http.PostAsJsonAsync(
            "client/supervision/acknowledgement", new SupervisionAcknowledgement(notice.Version, notice.Digest, shown.Language), OcipJson.Default.SupervisionAcknowledgement);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Everything in this person's stream, from the start.</summary>
    public async Task<IReadOnlyList<SyncItem>> StreamAsync()
    {
        var items = new List<SyncItem>();
        for (var after = -1L; ;)
        {
            var frame = (await http.GetFromJsonAsync($"client/sync?after={after}&waitMs=0", OcipJson.Default.SyncFrame))!;
            items.AddRange(frame.Items);
            if (frame.Items.Length == 0)
                return items;
            after = frame.Cursor;
        }
    }

    /// <summary>The texts of messages in this person's stream.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync() =>
    [
        .. (await StreamAsync()).Where(i => i.Event is { Header.Type: EventTypes.Message })
            .Select(i => MessageText.PlainOf(JsonSerializer.Deserialize(i.Event!.Body!.Content, OcipJson.Default.MessageContent)!)!),
    ];

    public async Task<IReadOnlyList<DeliveryStatus>> StatusesAsync() => [.. (await StreamAsync()).Where(i => i.Status is not null).Select(i => i.Status!)];

    public async Task<RoomView> RoomAsync(string kind, string? name, params UserId[] others)
    {
        using var response = await http.PostAsJsonAsync("client/rooms", new CreateRoomRequest(kind, others, name), OcipJson.Default.CreateRoomRequest);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(OcipJson.Default.RoomView))!;
    }

    public Task<SubmitResult> SayAsync(RoomId room, string text, string? html = null) => SubmitAsync(new EventDraft
    {
        Room = room, Type = EventTypes.Message, Content = JsonSerializer.SerializeToElement(MessageText.Of(text, html), OcipJson.Default.MessageContent),
    });

    public async Task<SubmitResult> SubmitAsync(EventDraft draft)
    {
        var request = new SubmitRequest(TransactionId.Create(TimeProvider.System), [draft]);
        using var response = await http.PostAsJsonAsync("client/submit", request, OcipJson.Default.SubmitRequest);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(OcipJson.Default.SubmitResponse))!.Results[0];
    }

    public void Dispose() => http.Dispose();
}
