using System.Security.Cryptography;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;
using Interop.Server.Archive;
using Interop.Server.Evidence;
using Interop.Server.Identity;
using Interop.Server.Media;
using Interop.Server.Peers;
using Interop.Server.Pipeline;
using Interop.Server.Retention;
using Interop.Server.Rooms;

namespace Interop.Server.Inbound;

/// <summary>
/// First stop of events from other providers (spec 06): submitted to us as the hub of their room, or fanned out by the hub of a room
/// that we follow. Each is checked for its form, put into its room's queue in order, and answered when it is on disk.
/// </summary>
internal sealed class FederatedEvents(
    UserDirectory users, ForeignUsers foreignUsers, RoomDirectory rooms, RoomFollowing following, HeadExchanges heads, FederatedEventForm form, MediaArrivals arrivals, Agreements agreements, RetentionAnswers retention, EventLookup events, AppendLog log)
{
    /// <summary>Members in members: a transaction, an event, its body, the levels of its parts and room for content of other types.</summary>
    private static readonly StrictJsonLimits Limits = new(InboundLimits.TransactionOctetsMax, 24);

    /// <summary>Strict JSON of a transaction.</summary>
    /// <exception cref="ProblemException">5.5.0 malformed, 5.5.5 too large.</exception>
    public static FederationTransaction Parse(ReadOnlyMemory<byte> body)
    {
        var transaction = StrictBody.Read(body, OcipJson.Default.FederationTransaction, Limits);
        if (transaction.Events.Length is 0 or > EventLimits.TransactionEventsMax || Array.IndexOf(transaction.Events, null) >= 0)
            throw new ProblemException(DecisionCodes.Malformed, $"A transaction has 1 to {EventLimits.TransactionEventsMax} events.");
        return transaction;
    }

    /// <summary>Events by users of the peer, for rooms that we order.</summary>
    public Task<SubmitResponse> SubmitAsync(Principal peer, FederationTransaction transaction) => TakeAsync(peer, transaction, SubmittedAsync);

    /// <summary>Events of rooms that the peer orders, each with its place.</summary>
    public Task<SubmitResponse> FanOutAsync(Principal peer, FederationTransaction transaction) => TakeAsync(peer, transaction, FannedOutAsync);

    /// <summary>An own event that gets its place here, since this provider orders its room now.</summary>
    /// <param name="transaction">With the one event.</param>
    /// <param name="leaf">Its record of kind egress.</param>
    public async Task<SubmitResult> AdoptAsync(FederationTransaction transaction, long leaf)
    {
        var (answer, context) = rooms.Find(transaction.Events[0].Header.Room) is { IsOrderedHere: true } room
            ? await PostAsync(Principal.Server, transaction, 0, room, leaf)
            : Refuse(transaction.Events[0], DecisionCodes.NotFound, "The room is not ordered here.");
        return answer ?? await context!.Answer;
    }

    private async Task<SubmitResponse> TakeAsync(
        Principal peer, FederationTransaction transaction, Func<Principal, FederationTransaction, int, Task<(SubmitResult? Answer, MessageContext? Context)>> take)
    {
        var count = transaction.Events.Length;
        heads.Compare(peer.Peer!.Value, transaction.Heads);
        if (log.Congested || !peer.TryEnter(count, InboundLimits.PendingEventsMax))
            throw new ProblemException(DecisionCodes.QueueLimit);
        try
        {
            await AskForMediaAsync(peer.Peer!.Value, transaction);
            var taken = new (SubmitResult? Answer, MessageContext? Context)[count];
            var waiting = new HashSet<RoomId>();
            for (var i = 0; i < count; i++)
            {
                // What comes later in a room does not overtake what waits for its media.
                taken[i] = waiting.Contains(transaction.Events[i].Header.Room)
                    ? Refuse(transaction.Events[i], DecisionCodes.MediaPending, "An earlier event of this room waits for its media.")
                    : await take(peer, transaction, i);
                if (taken[i].Answer?.Code == DecisionCodes.MediaPending.Code)
                    waiting.Add(transaction.Events[i].Header.Room);
            }
            var answers = new SubmitResult[count];
            for (var i = 0; i < count; i++)
            {
                answers[i] = taken[i].Answer ?? await taken[i].Context!.Answer;
                // The evidence is on disk before the hub hears that it was found out.
                if (taken[i].Context is { Place: not null } forked && answers[i].Code == DecisionCodes.ForkedHistory.Code)
                    await heads.FannedOutAsync(forked);
            }
            return new SubmitResponse(transaction.Transaction, answers);
        }
        finally
        {
            peer.Leave(count);
        }
    }

    /// <summary>What events of common rooms refer to and is not here is fetched from the peer that hands them over; for a moment that is waited for.</summary>
    private Task AskForMediaAsync(ProviderName peer, FederationTransaction transaction) => arrivals.AskAsync(peer, transaction.Events.Where(ev =>
        ev.Body is { } body && MediaParts.MayBeIn(body.Content) && form.Check(ev, transaction.Batches) is null
        && rooms.Find(ev.Header.Room) is { } room && (room.Hub == peer || room.Peers.Contains(peer)) && RoomUse.Check(agreements, peer, room, ev.Header, body.Content) is null));

    private async Task<(SubmitResult? Answer, MessageContext? Context)> SubmittedAsync(Principal peer, FederationTransaction transaction, int ordinal)
    {
        var ev = transaction.Events[ordinal];
        if (ev.Hub is not null || ev.Body is null)
            return Refuse(ev, DecisionCodes.Malformed, "An event on its way to its hub has a body and no place.");
        if (form.Check(ev, transaction.Batches) is { } fault)
            return Refuse(ev, fault.Code, fault.Detail);
        if (rooms.Find(ev.Header.Room) is not { } room || !room.Peers.Contains(peer.Peer!.Value))
            return Refuse(ev, DecisionCodes.NotFound, "There is no such room here.");
        if (!room.IsOrderedHere)
            return Refuse(ev, DecisionCodes.EarlierMissing, $"{room.Hub} orders this room now; the entry that says so is on its way to you.");
        if (ev.Header.Origin != peer.Peer || ev.Header.Sender.Provider != peer.Peer)
            return Refuse(ev, DecisionCodes.BlockedPolicy, "A provider submits events of its own users only.");
        if (ev.Header.Persona == User.Personal)
            return Refuse(ev, DecisionCodes.PersonaConflict, "A personal persona has no place in a room of organisations.");
        if (RoomUse.Check(agreements, peer.Peer!.Value, room, ev.Header, ev.Body.Content) is { } limit)
            return Refuse(ev, limit.Code, limit.Detail);
        return await PostAsync(peer, transaction, ordinal, room, returns: null);
    }

    private async Task<(SubmitResult? Answer, MessageContext? Context)> FannedOutAsync(Principal peer, FederationTransaction transaction, int ordinal)
    {
        var ev = transaction.Events[ordinal];
        if (ev.Hub is null || ev.HubSignature is null)
            return Refuse(ev, DecisionCodes.Malformed, "An event from its hub has a place, and the hub's signature.");
        if (form.Check(ev, transaction.Batches) is { } fault)
        {
            // When only its body is not of its form, it is kept in the chain by its header, as every event whose body is wrong.
            if (ev.Body is null || form.Check(ev with { Body = null }, transaction.Batches) is not null)
                return Refuse(ev, fault.Code, fault.Detail);
            ev = ev with { Body = null };
            transaction = transaction with { Events = [.. transaction.Events.Select((e, i) => i == ordinal ? ev : e)] };
        }
        var room = rooms.Find(ev.Header.Room);
        // An earlier entry may just be bringing the first of ours in: whether anybody is there is known once it was applied.
        if (room is not null && following.NeedsCopy(room, ev))
            await room.Mailbox.SettledAsync();
        if (following.NeedsCopy(room, ev))
        {
            var (followed, refusal) = await following.FollowAsync(peer, ev);
            if (refusal is not null)
                return Refuse(ev, refusal.Code, refusal.Detail);
            room = followed;
        }
        if (room is not null && room.Hub != peer.Peer && room.Peers.Contains(peer.Peer!.Value))
            return Refuse(ev, DecisionCodes.EarlierMissing, $"Here {room.Hub} orders this room; the entry that hands it over has not come yet.");
        if (room is null || room.Hub != peer.Peer)
            return Refuse(ev, DecisionCodes.NotFound, "This provider does not follow such a room of yours.");
        if (room.IsForked)
            return Refuse(ev, DecisionCodes.ForkedHistory, "This room's history is forked; an administrator has to decide first.");
        var own = ev.Header.Origin == users.Provider ? events.Find(ev.Id) : null;
        var (answer, context) = await PostAsync(peer, transaction, ordinal, room, own is { Kind: LogRecord.Egress } ? own.Leaf : null);
        if (context is not null)
            following.CatchUpAfter(context);
        return (answer, context);
    }

    private async Task<(SubmitResult? Answer, MessageContext? Context)> PostAsync(Principal peer, FederationTransaction transaction, int ordinal, Room room, long? returns)
    {
        var ev = transaction.Events[ordinal];
        if (peer.Peer is not null && arrivals.IsPending(ev))
            return Refuse(ev, DecisionCodes.MediaPending, DecisionCodes.MediaPending.Meaning);
        var header = ev.Header;
        var sender = await SenderAsync(header.Sender, room, header.Persona);
        MembershipState? membership = null;
        var unfit = ev.Hub is not null && header.Origin == users.Provider && returns is null && events.Find(ev.Id) is null
            ? new Fault(DecisionCodes.Unauthenticated, "This event names us as its origin and is not ours.")
            : following.Unwelcome(ev);
        if (header.Type == EventTypes.Membership)
        {
            var target = Protocol.Identifiers.UserId.Parse(header.State!.Value.GetProperty(StateFields.Target).GetString()!);
            if (target.Provider != users.Provider)
                await foreignUsers.FindOrAddAsync(target, User.Work, null);
            // Of a user that is not here any more, an entry of the chain is kept and changes nothing.
            var changesNothing = unfit is not null || (ev.Hub is not null && target.Provider == users.Provider && users.Find(target) is null);
            if (!changesNothing && MembershipState.TryRead(header.State, users, out membership) is { } wrong)
                return Refuse(ev, DecisionCodes.Malformed, wrong);
        }
        var canonical = EventIdentity.CanonicalHeader(header);
        var (body, matches) = FederatedEventForm.BodyOf(ev);
        var digest = SHA256.HashData(canonical);
        var context = new MessageContext
        {
            Principal = peer,
            Transaction = transaction.Transaction.Uuid,
            Ordinal = ordinal,
            DraftDigest = BitConverter.ToInt64(digest),
            Sender = sender,
            Room = room,
            Draft = FederatedEventForm.DraftOf(ev),
            Header = canonical,
            EventDigest = digest,
            EventId = ev.Id,
            Body = body,
            BodyMatches = matches,
            HeaderFields = header,
            Membership = membership,
            Attestation = FederatedEventForm.AttestationOf(ev, transaction.Batches),
            Place = ev.Hub,
            Returns = returns,
            Unfit = unfit,
            RetentionAnswer = retention.Of(room, sender, header),
        };
        return room.Mailbox.TryPost(context) ? (null, context) : Refuse(ev, DecisionCodes.QueueLimit, "The room's queue is full; send it again later.");
    }

    /// <summary>
    /// Who wrote it, as its header says. Of a user of ours that is not here, an entry of the chain is put down to somebody of its hub, who has
    /// placed it: it names us as its origin and is not ours, or its origin signs for others, and is kept by its header in both cases.
    /// </summary>
    private async ValueTask<User> SenderAsync(Protocol.Identifiers.UserId id, Room room, string? persona)
    {
        if (id.Provider != users.Provider)
            return await foreignUsers.FindOrAddAsync(id, persona ?? User.Work, null);
        return users.Find(id) ?? await foreignUsers.FindOrAddAsync(Protocol.Identifiers.UserId.Of(room.Hub, id.Local), User.Work, null);
    }

    private static (SubmitResult? Answer, MessageContext? Context) Refuse(FederatedEvent ev, DecisionCode code, string detail) =>
        (new SubmitResult { Code = code.Code, Detail = detail, Event = ev.Id }, null);
}
