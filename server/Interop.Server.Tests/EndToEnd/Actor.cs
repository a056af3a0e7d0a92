using System.Text.Json;
using Interop.Client;
using Interop.Client.Receipts;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>A person with one client.</summary>
internal sealed class Actor(Scene scene, UserId user, string token, ReceiptVerifier verifier) : IAsyncDisposable
{
    private readonly List<RecordedStream> streams = [];

    public UserId User { get; } = user;

    public string Token { get; } = token;

    public OcipClient Client { get; } = new(scene.Server.Address, token);

    /// <summary>Opens a stream from the start that stays open, over restarts of the server too.</summary>
    public RecordedStream Listen()
    {
        var stream = new RecordedStream(scene.Server.Address, Token, verifier);
        streams.Add(stream);
        return stream;
    }

    public static JsonElement Words(string text) => JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent);

    public static EventDraft Message(RoomId room, string text) => new() { Room = room, Type = EventTypes.Message, Content = Words(text) };

    public static EventDraft Edit(RoomId room, EventId original, string text) =>
        new() { Room = room, Type = EventTypes.Edit, Content = Words(text), Relates = new Relation(Relation.Replaces, original) };

    public static EventDraft Retraction(RoomId room, EventId original) =>
        new() { Room = room, Type = EventTypes.Retract, Content = JsonSerializer.SerializeToElement(new object()), Relates = new Relation(Relation.Retracts, original) };

    public static EventDraft Membership(RoomId room, UserId target, string membership) => new()
    {
        Room = room, Type = EventTypes.Membership, Content = JsonSerializer.SerializeToElement(new object()),
        State = JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["target"] = target.Value, ["membership"] = membership }),
    };

    public static TransactionId NewTransaction() => TransactionId.Create(TimeProvider.System);

    /// <summary>Reads what is declared and goes on.</summary>
    public async Task AcknowledgeAsync()
    {
        if (await Client.SupervisionAsync() is { Acknowledged: false } shown)
            await Client.AcknowledgeAsync(shown);
    }

    /// <summary>One event in a transaction of its own; the answer's only result.</summary>
    public async Task<SubmitResult> SubmitAsync(EventDraft draft) =>
        (await Client.SubmitAsync(new SubmitRequest(NewTransaction(), [draft]))).Results[0];

    public Task<SubmitResult> SayAsync(RoomId room, string text) => SubmitAsync(Message(room, text));

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in streams)
            await stream.DisposeAsync();
        Client.Dispose();
    }
}
