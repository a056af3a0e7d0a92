using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Web.Pages.Chat;

/// <summary>A conversation as far as it is loaded: messages in the order of the room, edits and retractions applied. Each event counts once, however it came.</summary>
public sealed class Timeline(RoomId room, UserId self)
{
    private readonly List<ChatMessage> messages = [];
    private readonly Dictionary<EventId, ChatMessage> byEvent = [];
    private readonly HashSet<EventId> seen = [];

    // What changes a message that is not loaded yet: it is applied when that comes.
    private readonly Dictionary<EventId, List<OcipEvent>> early = [];

    // Of one's own, as it stood when the room was opened: for rows that come.
    private readonly Dictionary<EventId, List<DeliveryStatus>> held = [];

    public RoomId Room { get; } = room;

    public IReadOnlyList<ChatMessage> Messages => messages;

    /// <summary>The lowest seq that was asked for; 1 when the beginning is loaded.</summary>
    public long From { get; set; } = long.MaxValue;

    public bool HasOlder => From is > 1 and < long.MaxValue;

    public bool IsLoaded { get; set; }

    /// <summary>The newest of what has a place in the room; 0 of an empty one.</summary>
    public long LastSeq { get; private set; }

    /// <summary>Up to which seq it was read when it was opened; null when it was never read here.</summary>
    public long? ReadUntil { get; set; }

    public ChatMessage? Find(EventId id) => byEvent.GetValueOrDefault(id);

    public int IndexOf(ChatMessage message) => messages.IndexOf(message);

    /// <summary>The newest message of one's own that can be edited.</summary>
    public ChatMessage? LastOwn => messages.FindLast(m => m.Happening is null && m.IsFrom(self) && !m.IsRetracted && m.Event is not null);

    /// <summary>One's own message, before the server has answered.</summary>
    public ChatMessage Begin(EventDraft draft, MessageContent content, DateTimeOffset now)
    {
        var message = new ChatMessage { Key = Guid.CreateVersion7().ToString("N"), Sender = self, At = now, ReplyTo = draft.Relates?.Event, Draft = draft };
        message.Say(new MessageVersion(0, now, content));
        messages.Add(message);
        return message;
    }

    /// <summary>It is not to be sent after all.</summary>
    public void Discard(ChatMessage message)
    {
        if (message.Event is null)
            messages.Remove(message);
    }

    /// <summary>The server has answered: the message has its event, or is refused.</summary>
    public void Answered(ChatMessage message, SubmitResult result)
    {
        foreach (var recipient in result.Recipients ?? [])
            message.Deliveries[recipient.User] = new Delivery(recipient.Code, TimeOf(recipient.HoldUntil));
        if (result.Event is not { } id || result.Seq is not { } seq)
        {
            message.Refusal = new Refusal(result.Code, result.Detail ?? Shared.Verdict.WordOf(result.Code));
            return;
        }
        (message.Event, message.Seq) = (id, seq);
        message.Warning = result.Code switch
        {
            "2.0.3" => result.Detail ?? "A policy asks you to take care.",
            "2.0.2" => result.Detail ?? "A rule of your organisation has taken parts out: this is how the others get it.",
            _ => null,
        };
        LastSeq = Math.Max(LastSeq, seq);
        if (!seen.Add(id) && byEvent.TryGetValue(id, out var streamed) && streamed != message)
        {
            // The stream was faster than the answer: the row that stands already is kept.
            foreach (var (who, delivery) in message.Deliveries)
                streamed.Deliveries.TryAdd(who, delivery);
            streamed.Warning = message.Warning;
            messages.Remove(message);
            return;
        }
        byEvent[id] = message;
        // Others were faster: it stands where the room has it.
        messages.Remove(message);
        Insert(message);
    }

    /// <summary>An event of history or of the stream.</summary>
    public void Apply(SyncItem item)
    {
        if (item.Event is not { } happened || happened.Header.Room != Room)
            return;
        if (!seen.Add(happened.Id))
        {
            // The answer was faster than the stream, which has what is delivered: without what was taken out.
            if (byEvent.TryGetValue(happened.Id, out var answered) && ContentOf(happened) is { Redacted.Length: > 0 } delivered)
                answered.Redact(delivered);
            return;
        }
        LastSeq = Math.Max(LastSeq, happened.Hub.Seq);
        if (happened.Header.Relates is { } relation && relation.Type is Relation.Replaces or Relation.Retracts or Relation.ReactsTo)
        {
            if (byEvent.TryGetValue(relation.Event, out var target))
                Change(target, happened, relation.Type);
            else
                Early(relation.Event).Add(happened);
            return;
        }
        if (!IsShown(happened))
            return;
        var message = Of(happened, item.Released == true);
        // One's own, before the answer to it: the row that stands already gets its event, so that nothing is there twice for a moment.
        if (messages.Find(m => m.Event is null && m.Refusal is null && message.IsFrom(self) && m.Text == message.Text && m.ReplyTo == message.ReplyTo) is { } waiting)
        {
            (waiting.Event, waiting.Seq) = (happened.Id, happened.Hub.Seq);
            messages.Remove(waiting);
            message = waiting;
        }
        byEvent[happened.Id] = message;
        Insert(message);
        if (held.Remove(happened.Id, out var waits))
            waits.ForEach(Waits);
        if (early.Remove(happened.Id, out var changes))
        {
            foreach (var change in changes)
                Change(message, change, change.Header.Relates!.Type);
        }
    }

    /// <summary>What became of one's own message for somebody.</summary>
    public void Apply(DeliveryStatus status)
    {
        if (held.TryGetValue(status.Event, out var waits))
            waits.RemoveAll(w => w.Recipient == status.Recipient);
        if (byEvent.TryGetValue(status.Event, out var message))
            message.Deliveries[status.Recipient] = new Delivery(status.Code, TimeOf(status.HoldUntil), status.Detail);
    }

    /// <summary>One's own message waits for somebody. What the stream has said since counts.</summary>
    public void Waits(DeliveryStatus status)
    {
        if (byEvent.TryGetValue(status.Event, out var message))
            message.Deliveries.TryAdd(status.Recipient, new Delivery(status.Code, TimeOf(status.HoldUntil), status.Detail));
        else if (held.TryGetValue(status.Event, out var known))
            known.Add(status);
        else
            held[status.Event] = [status];
    }

    /// <summary>What an event says; null of one that this application cannot read.</summary>
    public static MessageContent? ContentOf(OcipEvent happened)
    {
        try
        {
            return happened.Body?.Content.Deserialize(OcipJson.Default.MessageContent);
        }
        catch (JsonException)
        {
            return null; // of a later version of the protocol: it is shown as something that cannot be shown
        }
    }

    /// <summary>The event that begins a room says nothing that its name does not.</summary>
    private static bool IsShown(OcipEvent happened) => happened.Header.Type switch
    {
        EventTypes.Message or EventTypes.Membership or EventTypes.Notice or EventTypes.Supervision => true,
        EventTypes.Room => happened.Hub.Seq > 1 && Field(happened, StateFields.Archived) is null && happened.Body?.Content is { ValueKind: JsonValueKind.Object } said && said.EnumerateObject().Any(),
        _ => false,
    };

    private void Insert(ChatMessage message)
    {
        var at = messages.Count;
        while (at > 0 && messages[at - 1].Seq > message.Seq)
            at--;
        messages.Insert(at, message);
    }

    private List<OcipEvent> Early(EventId target) => early.TryGetValue(target, out var changes) ? changes : early[target] = [];

    /// <summary>Only who wrote a message changes it (ROM-5.208): of a personal room nobody else has looked.</summary>
    private static void Change(ChatMessage target, OcipEvent change, string how)
    {
        if (how != Relation.ReactsTo && change.Header.Sender != target.Sender)
            return;
        if (how == Relation.Retracts)
            target.Retract();
        else if (ContentOf(change) is { } content && how == Relation.ReactsTo)
            target.Reactions[ChatMessage.SignOf(content) ?? "·"] = target.Reactions.GetValueOrDefault(ChatMessage.SignOf(content) ?? "·") + 1;
        else if (how == Relation.Replaces && ContentOf(change) is { } edited)
            target.Say(new MessageVersion(change.Hub.Seq, WireTime.Parse(change.Hub.Accepted), edited));
    }

    private static ChatMessage Of(OcipEvent happened, bool wasHeld)
    {
        var at = WireTime.Parse(happened.Hub.Accepted);
        var message = new ChatMessage
        {
            Key = happened.Id.Value,
            Event = happened.Id,
            Seq = happened.Hub.Seq,
            Sender = happened.Header.Sender,
            At = at,
            Happening = HappeningOf(happened),
            Disclosed = happened.Header.Type == EventTypes.Notice && ContentOf(happened) is { Part: not null } told ? ChatMessage.TextOf(told) : null,
            ReplyTo = happened.Header.Relates is { Type: Relation.InReplyTo } reply ? reply.Event : null,
            WasHeld = wasHeld,
        };
        // 0: an edit has a higher number of its own.
        if (happened.Header.Type == EventTypes.Message && ContentOf(happened) is { } content)
            message.Say(new MessageVersion(0, at, content));
        return message;
    }

    private static string? HappeningOf(OcipEvent happened) => happened.Header.Type switch
    {
        EventTypes.Membership => $"{Field(happened, StateFields.Membership)} {Field(happened, StateFields.Target)}",
        EventTypes.Room => "room",
        EventTypes.Notice => "notice",
        EventTypes.Supervision => "supervision",
        _ => null,
    };

    private static string? Field(OcipEvent happened, string name) =>
        happened.Header.State is { ValueKind: JsonValueKind.Object } state && state.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static DateTimeOffset? TimeOf(string? text) => text is null ? null : WireTime.Parse(text);
}
