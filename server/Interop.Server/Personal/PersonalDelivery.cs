using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Media;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Rooms;

namespace Interop.Server.Personal;

/// <summary>
/// What personal personas write (spec 5.7): beside the pipeline, not through it. No policy looks at it, no proxy sees it, nothing is archived. What
/// would go to another persona's room is refused and counted.
/// </summary>
internal sealed class PersonalDelivery(ServerOptions options, PersonalRooms rooms, PersonalMailboxes mailboxes, PersonaRefusals refusals, UserDirectory users, TimeProvider time)
{
    private const int RememberedMax = 20_000;
    private const string NotHere = "This is no personal room of yours; work rooms are for work personas.";

    private readonly ConcurrentDictionary<(long User, Guid Transaction, int Ordinal), SubmitResult> answered = new();
    private readonly ConcurrentQueue<(long User, Guid Transaction, int Ordinal)> order = new();

    public async Task<SubmitResponse> SubmitAsync(User sender, SubmitRequest request)
    {
        var results = new SubmitResult[request.Events.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var key = (sender.Id, request.Transaction.Uuid, i);
            if (!answered.TryGetValue(key, out var result))
            {
                result = await TakeAsync(sender, request.Events[i]);
                Remember(key, result);
            }
            results[i] = result;
        }
        return new SubmitResponse(request.Transaction, results);
    }

    /// <summary>Says in the room itself that it begins, that nothing of it is archived, and who is in it.</summary>
    public async Task BeginAsync(PersonalRoom room, User creator, string? name, string? topic)
    {
        await room.Gate.WaitAsync();
        try
        {
            (room.Name, room.Topic) = (name, topic);
            Deliver(room, creator, Describing(room, name, topic), Members(room));
            foreach (var member in room.Members.ToList())
                Deliver(room, creator, Joining(room, member), Members(room));
        }
        finally
        {
            room.Gate.Release();
        }
    }

    private async Task<SubmitResult> TakeAsync(User sender, EventDraft draft)
    {
        if (EventValidator.CheckDraft(draft, time.GetUtcNow()) is { } fault)
            return Refuse(fault.Code, fault.Detail);
        if (rooms.Find(draft.Room) is not { } room)
            return await refusals.RefuseAsync(NotHere);
        if (draft.Sender is not null || draft.Provenance is not null)
            return Refuse(DecisionCodes.BlockedPolicy, "A persona speaks for itself.");
        if (MediaParts.Of(draft.Type, draft.Content).Any())
            return Refuse(DecisionCodes.PersonaConflict, "Nothing of a personal persona is kept, so files are not taken in personal rooms.");
        await room.Gate.WaitAsync();
        try
        {
            return room.Find(sender) is null ? Refuse(DecisionCodes.NotFound, "There is no such room here.") : await TakeAsync(room, sender, draft);
        }
        finally
        {
            room.Gate.Release();
        }
    }

    private async Task<SubmitResult> TakeAsync(PersonalRoom room, User sender, EventDraft draft)
    {
        switch (draft.Type)
        {
            case EventTypes.Message or EventTypes.Reaction or EventTypes.Receipt:
                return Deliver(room, sender, draft, Members(room));
            case EventTypes.Edit or EventTypes.Retract when mailboxes.IsOfAnother(Members(room), sender, draft.Relates!.Event):
                return Refuse(DecisionCodes.BlockedPolicy, "Only the sender of a message edits or retracts it.");
            case EventTypes.Edit:
                return Deliver(room, sender, draft, Members(room));
            case EventTypes.Retract:
                return Deliver(room, sender, draft, Members(room).Except(mailboxes.Retract(Members(room), sender, draft.Relates!.Event)));
            case EventTypes.Room when room.IsAdmin(sender) && StatesKindOnly(room, draft):
                (room.Name, room.Topic) = (Text(draft.Content, "name") ?? room.Name, Text(draft.Content, "topic") ?? room.Topic);
                return Deliver(room, sender, draft with { State = StateOf(room) }, Members(room));
            case EventTypes.Membership when room.Kind == Room.Group:
                return await ChangeAsync(room, sender, draft);
            default:
                return Refuse(DecisionCodes.BlockedPolicy, "This may not be done in this room.");
        }
    }

    private async Task<SubmitResult> ChangeAsync(PersonalRoom room, User sender, EventDraft draft)
    {
        if (MembershipState.TryRead(draft.State, users, out var change) is { } wrong)
            return Refuse(DecisionCodes.Malformed, wrong);
        var target = change!.Target;
        var isIn = room.Find(target) is not null;
        switch (change.Change)
        {
            case MembershipState.Join when !isIn && room.IsAdmin(sender):
                if (target.Kind != User.Personal || !target.IsOurs)
                    return await refusals.RefuseAsync("This room is personal; only personal personas of this organisation have a place in it.");
                await rooms.AddAsync(room, target, change.Role);
                return Deliver(room, sender, draft, Members(room));
            case MembershipState.Leave when target == sender:
            case MembershipState.Remove when isIn && room.IsAdmin(sender):
                var before = Members(room);
                await rooms.RemoveAsync(room, target);
                return Deliver(room, sender, draft, before);
            default:
                return Refuse(DecisionCodes.BlockedPolicy, "Admins of the room add and remove others; leave is for oneself.");
        }
    }

    private SubmitResult Deliver(PersonalRoom room, User sender, EventDraft draft, IEnumerable<User> to)
    {
        var salt = EventIdentity.NewSalt();
        Base64UrlText.TryDecode(salt, EventIdentity.SaltOctets, out var octets);
        var now = WireTime.Format(time.GetUtcNow());
        var header = new EventHeader
        {
            Type = draft.Type, Room = room.RoomId, Sender = sender.UserId, Origin = options.Provider, Created = draft.Created ?? now,
            ContentDigest = Base64UrlText.Of(EventIdentity.ContentDigest(octets, EventIdentity.CanonicalContent(draft.Content, null))),
            Relates = draft.Relates, Persona = sender.Kind, State = draft.State, Labels = draft.Labels,
        };
        var id = EventIdentity.Of(header);
        var original = draft.Type == EventTypes.Edit ? draft.Relates!.Event : id;
        var recipients = to.ToList();
        var (position, full) = mailboxes.Deliver(recipients, sender, original, at => new OcipEvent
        {
            Id = id, Header = header, Body = new EventBody { Salt = salt, Content = draft.Content }, Hub = new HubEntry(at, EventIdentity.NoPrevious, now),
        });
        if (full.Count > 0 && full.Count == recipients.Count)
            return Refuse(DecisionCodes.QueueLimit, "Too much waits for everybody here; send it again later.");
        return new SubmitResult
        {
            Code = full.Count == 0 ? DecisionCodes.PassedUnarchived.Code : DecisionCodes.PartlyDelivered.Code, Event = id, Seq = position,
            Recipients = full.Count == 0 ? null : [.. full.Select(u => new RecipientResult(u.UserId, DecisionCodes.QueueLimit.Code))],
        };
    }

    private static List<User> Members(PersonalRoom room) => [.. room.Members.Select(m => m.User)];

    private static bool StatesKindOnly(PersonalRoom room, EventDraft draft) =>
        draft.State is { } state && state.EnumerateObject().All(p => p.Name == StateFields.Kind) && Text(state, StateFields.Kind) == room.Kind;

    private static EventDraft Describing(PersonalRoom room, string? name, string? topic)
    {
        var content = new JsonObject();
        if (name is not null)
            content["name"] = name;
        if (topic is not null)
            content["topic"] = topic;
        return new EventDraft { Room = room.RoomId, Type = EventTypes.Room, State = StateOf(room), Content = Element(content) };
    }

    private static EventDraft Joining(PersonalRoom room, PersonalMember member) => new()
    {
        Room = room.RoomId, Type = EventTypes.Membership, Content = Element([]),
        State = Element(new JsonObject { [StateFields.Membership] = MembershipState.Join, [StateFields.Role] = member.Role, [StateFields.Target] = member.User.UserId.Value }),
    };

    private static JsonElement StateOf(PersonalRoom room) => Element(new JsonObject { [StateFields.Archived] = false, [StateFields.Kind] = room.Kind });

    private static JsonElement Element(JsonObject value) => JsonSerializer.SerializeToElement(value, OcipJson.Default.JsonObject);

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private void Remember((long, Guid, int) key, SubmitResult result)
    {
        if (result.Code == DecisionCodes.QueueLimit.Code || !answered.TryAdd(key, result))
            return;
        order.Enqueue(key);
        while (order.Count > RememberedMax && order.TryDequeue(out var oldest))
            answered.TryRemove(oldest, out _);
    }

    private static SubmitResult Refuse(DecisionCode code, string? detail) => new() { Code = code.Code, Detail = detail };
}
