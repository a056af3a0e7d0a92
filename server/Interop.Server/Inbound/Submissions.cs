using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Outbound;
using Interop.Server.Personal;
using Interop.Server.Pipeline;
using Interop.Server.Rooms;
using Interop.Server.Verification;

namespace Interop.Server.Inbound;

/// <summary>
/// First stop of an event: takes a transaction apart, checks that each draft is well formed, makes events of them and puts them into
/// their rooms' queues, in order. Answers when each was decided and is on disk.
/// </summary>
internal sealed class Submissions(EventBuilder builder, UserDirectory users, Introductions introductions, RoomDirectory rooms, HubAnswers hubAnswers, PersonalClient personal, AppendLog log, TimeProvider time)
{
    /// <summary>Strict JSON of a transaction.</summary>
    /// <exception cref="ProblemException">5.5.0 malformed, 5.5.5 too large.</exception>
    public static SubmitRequest Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length > InboundLimits.TransactionOctetsMax)
            throw new ProblemException(DecisionCodes.TooLarge, $"A transaction has at most {InboundLimits.TransactionOctetsMax} octets.");
        var request = StrictBody.Read(body, OcipJson.Default.SubmitRequest, StrictJsonLimits.Transaction);
        if (EventValidator.CheckTransaction(request) is { } fault)
            throw new ProblemException(fault.Code, fault.Detail);
        return request;
    }

    public Task<SubmitResponse> SubmitAsync(Principal principal, SubmitRequest request)
    {
        if (principal.User is { Kind: User.Personal } persona && !request.Events.All(IsLeaveOfAWorkRoom))
            return personal.SubmitAsync(persona, request);
        var now = time.GetUtcNow();
        if (RecentTransactions.TimeOf(request.Transaction.Uuid) > now + RecentTransactions.AheadMax)
            throw new ProblemException(DecisionCodes.Malformed, "The transaction id's time is more than 5 minutes ahead; set the clock.");
        // A bridge's backlog may be older: what it has from its network is known by its native id, too.
        if (principal.User is not null && RecentTransactions.TimeOf(request.Transaction.Uuid) < now - SubmittedPruner.RememberedFor)
            throw new ProblemException(DecisionCodes.Malformed, "The transaction id is more than 30 days old, and what became of it is not remembered. Look whether it was delivered, and send it under a new id if not.");
        var count = request.Events.Length;
        if (log.Congested || !principal.TryEnter(count, InboundLimits.PendingEventsMax))
            throw new ProblemException(DecisionCodes.QueueLimit);
        var results = new SubmitResult?[count];
        var contexts = new MessageContext?[count];
        try
        {
            // Everything up to the queue happens before the first await, so that a connection's transactions keep their order.
            for (var i = 0; i < count; i++)
                results[i] = BehindAFullQueue(request, results, i) ?? Accept(principal, request, i, now, out contexts[i]);
        }
        catch
        {
            principal.Leave(count);
            throw;
        }
        return AnswerAsync(principal, request, results, contexts);
    }

    /// <summary>Whoever is added from another organisation is introduced first: the other provider is asked who that is.</summary>
    /// <exception cref="ProblemException">The other provider does not know, or does not want, or does not answer.</exception>
    public async Task IntroduceAsync(Principal principal, SubmitRequest request)
    {
        foreach (var draft in request.Events)
        {
            if (principal.User is { Kind: User.Personal } || draft.Type != EventTypes.Membership || principal.User is not { } requester || draft.State is not { ValueKind: JsonValueKind.Object } state)
                continue;
            if (state.TryGetProperty(StateFields.Target, out var target) && target.ValueKind == JsonValueKind.String
                && state.TryGetProperty(StateFields.Membership, out var change) && change.ValueKind == JsonValueKind.String && change.GetString() == MembershipState.Join
                && UserId.TryParse(target.GetString(), out var id) && id.Provider != users.Provider)
                await introductions.FindAsync(requester, id);
        }
    }

    private async Task<SubmitResponse> AnswerAsync(Principal principal, SubmitRequest request, SubmitResult?[] results, MessageContext?[] contexts)
    {
        try
        {
            var answers = new SubmitResult[results.Length];
            for (var i = 0; i < results.Length; i++)
                answers[i] = results[i] ?? (contexts[i]!.GoesOut ? await hubAnswers.WaitAsync(contexts[i]!.EventId, await contexts[i]!.Answer) : await contexts[i]!.Answer);
            return new SubmitResponse(request.Transaction, answers);
        }
        finally
        {
            principal.Leave(results.Length);
        }
    }

    /// <summary>The answer to a draft before this one that found the queue of the same room full: it comes again, and this one must not overtake it.</summary>
    private static SubmitResult? BehindAFullQueue(SubmitRequest request, SubmitResult?[] results, int ordinal)
    {
        for (var before = 0; before < ordinal; before++)
        {
            if (results[before] is { } answer && answer.Code == DecisionCodes.QueueLimit.Code && request.Events[before].Room == request.Events[ordinal].Room)
                return answer;
        }
        return null;
    }

    /// <summary>Puts one draft into its room's queue, or answers why not.</summary>
    private SubmitResult? Accept(Principal principal, SubmitRequest request, int ordinal, DateTimeOffset now, out MessageContext? context)
    {
        context = null;
        var draft = request.Events[ordinal];
        if (EventValidator.CheckDraft(draft, now) is { } fault)
            return Refuse(fault.Code, fault.Detail);
        if (draft.State is { } state && state.TryGetProperty(StateFields.Supervision, out _))
            return Refuse(DecisionCodes.BlockedPolicy, "What is declared of supervision is stated by the provider, not by participants.");
        if (rooms.Find(draft.Room) is not { } room)
            return personal.Refuse(principal, draft) ?? Refuse(DecisionCodes.NotFound, "There is no such room here.");
        var sender = principal.User;
        if (principal.Network is not null || draft.Sender is not null)
        {
            if (draft.Sender is not { } senderId)
                return Refuse(DecisionCodes.Malformed, "A bridge names the sender of each event.");
            sender = users.Find(senderId);
            if (sender is null)
                return Refuse(DecisionCodes.NotFound, "The sender is no user of this provider.");
            if (sender.Kind == User.Personal)
                return personal.Refuse("Personal personas are on no network and in no work room.");
        }
        MembershipState? membership = null;
        if (draft.Type == EventTypes.Membership && MembershipState.TryRead(draft.State, users, out membership) is { } wrong)
            return Refuse(DecisionCodes.Malformed, wrong);
        context = builder.Build(principal, request.Transaction.Uuid, ordinal, sender!, room, draft, membership);
        if (context.GoesOut)
            hubAnswers.Expect(context.EventId);
        if (room.Mailbox.TryPost(context))
            return null;
        hubAnswers.Forget(context.EventId);
        return Refuse(DecisionCodes.QueueLimit, "The room's queue is full; send it again with the same transaction id after a second.");
    }

    /// <summary>Nobody is kept in a work room, and going says nothing.</summary>
    private bool IsLeaveOfAWorkRoom(EventDraft draft) =>
        draft is { Type: EventTypes.Membership, State: { ValueKind: JsonValueKind.Object } state, Content.ValueKind: JsonValueKind.Object } && !draft.Content.EnumerateObject().Any()
        && state.TryGetProperty(StateFields.Membership, out var change) && change.ValueKind == JsonValueKind.String && change.GetString() == MembershipState.Leave && rooms.Find(draft.Room) is not null;

    private static SubmitResult Refuse(DecisionCode code, string detail) => new() { Code = code.Code, Detail = detail };
}
