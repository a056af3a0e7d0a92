using System.Text.Json;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Archive;
using Interop.Server.Peers;
using Interop.Server.Pipeline;

namespace Interop.Server.Rooms;

/// <summary>Room policy: may this participant do this here? (spec 05)</summary>
internal sealed class AuthorizeSender(EventLookup events, Agreements agreements, AppendLog log) : IStage
{
    public async ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        // What an edit or a retraction depends on may have been decided a moment ago and be on its way to the disk.
        if (context.Type is EventTypes.Edit or EventTypes.Retract)
            await log.WriteAsync(static _ => true);
        return Judge(context);
    }

    private Verdict Judge(MessageContext context)
    {
        if (context.Internal)
            return Verdict.Continue;
        if (context.Room.IsForked)
            return Verdict.Reject(DecisionCodes.ForkedHistory);
        if (context.Place is not null)
            return JudgePlaced(context);
        if (context is { ComesIn: true, Room.IsOrderedHere: false })
        {
            // The room was handed over while this waited in its queue: the entry that says so is on its way to the sender.
            context.Fail(DecisionCodes.EarlierMissing, $"{context.Room.Hub} orders this room now.");
            return Verdict.Drop("the room was handed over");
        }
        var participant = context.Room.Find(context.Sender);
        // Strangers are answered as if there were no such room: whether there is one is not for them.
        if (participant is null && !JoinsObservedRoom(context))
            return Verdict.Reject(DecisionCodes.NotFound, "There is no such room here.");
        if (context.Unfit is { } unfit)
            return Verdict.Reject(unfit.Code, unfit.Detail);
        if (context.Room.IsFederated && context.Sender.IsOurs && JudgeAgreements(context) is { } limit)
            return Verdict.Reject(limit.Code, limit.Detail);
        return context.Type switch
        {
            EventTypes.Membership => JudgeMembership(context, participant),
            EventTypes.Room => JudgeRoomChange(context, participant!),
            EventTypes.Notice when context.ComesIn && IsDisclosure(context) => Verdict.Continue,
            EventTypes.Supervision or EventTypes.Consent or EventTypes.Notice =>
                Verdict.Reject(DecisionCodes.BlockedPolicy, $"Events of type {context.Type} are made by the organisation, not by participants."),
            _ => JudgeRelation(context),
        };
    }

    /// <summary>The hub has judged it by the room's policy. Whom it brings in here, and whose message it changes, no hub can say for others.</summary>
    private Verdict JudgePlaced(MessageContext context)
    {
        if (context.Unfit is { } unfit)
            return Verdict.Reject(unfit.Code, unfit.Detail);
        var target = context.Draft.Relates is { } related ? events.Find(related.Event) : null;
        context.Target = target?.RoomRow == context.Room.Id ? target : null;
        return context.Target is { } changed && context.Type is (EventTypes.Edit or EventTypes.Retract) && changed.SenderRow != context.Sender.Id
            ? Verdict.Reject(DecisionCodes.BlockedPolicy, "Only the sender of a message edits or retracts it.")
            : Verdict.Continue;
    }

    /// <summary>
    /// Whatever gets a place goes to every organisation in the room: one whose agreement does not cover it keeps it out (5.1.6). With a suspended
    /// one it waits, unless there is nobody else to hear it.
    /// </summary>
    private Fault? JudgeAgreements(MessageContext context)
    {
        Fault? last = null;
        var covered = 0;
        foreach (var peer in context.Room.Peers)
        {
            if (RoomUse.Check(agreements, peer, context.Room, context.HeaderFields, context.Draft.Content) is not { } fault)
                covered++;
            else if (fault.Code == DecisionCodes.FederationLimited)
                return fault;
            else
                last = fault;
        }
        return covered == 0 && !context.Room.Users.Any(u => u.IsOurs && u != context.Sender) ? last : null;
    }

    private Verdict JudgeRelation(MessageContext context)
    {
        if (context.Draft.Relates is not { } relates)
            return Verdict.Continue;
        context.Target = events.Find(relates.Event);
        if (context.Target is not { Accepted: true } target || target.RoomRow != context.Room.Id)
            return Verdict.Reject(DecisionCodes.NotFound, "The event that this one refers to is not in this room.");
        if (context.Type is not (EventTypes.Edit or EventTypes.Retract))
            return Verdict.Continue;
        if (target.Type != EventTypes.Message)
            return Verdict.Reject(DecisionCodes.Malformed, "An edit or a retraction refers to the original message.");
        if (target.SenderRow != context.Sender.Id)
            return Verdict.Reject(DecisionCodes.BlockedPolicy, "Only the sender of a message edits or retracts it.");
        return events.IsRetracted(target.Leaf)
            ? Verdict.Reject(DecisionCodes.BlockedPolicy, "The message was retracted before.")
            : Verdict.Continue;
    }

    private static Verdict JudgeMembership(MessageContext context, Participant? participant)
    {
        var membership = context.Membership!;
        var target = context.Room.Find(membership.Target);
        if (context.Room.Kind == Room.Direct)
            return Verdict.Reject(DecisionCodes.BlockedPolicy, "A direct room has its two participants for good.");
        switch (membership.Change)
        {
            case MembershipState.Join when target is not null:
                return Verdict.Reject(DecisionCodes.BlockedPolicy, "This user is a participant already.");
            case MembershipState.Join when participant is null || participant.Role == Participant.Admin:
                return Verdict.Continue;
            case MembershipState.Join:
                return Verdict.Reject(DecisionCodes.BlockedPolicy, "Only an admin of the room adds participants.");
            case var _ when target is null:
                return Verdict.Reject(DecisionCodes.BlockedPolicy, "This user is not a participant.");
            case MembershipState.Leave when membership.Target == context.Sender:
                return Verdict.Continue;
            case MembershipState.Remove when participant!.Role == Participant.Admin || FromObservedRoom(context):
                return Verdict.Continue;
            default:
                return Verdict.Reject(DecisionCodes.BlockedPolicy, "Only an admin of the room removes others; leave is for oneself.");
        }
    }

    private static Verdict JudgeRoomChange(MessageContext context, Participant participant)
    {
        if (context.ComesIn && DeclaresPortalsOnly(context))
            return Verdict.Continue;
        if (context.Draft.State is { } state && (state.TryGetProperty(StateFields.Portals, out _) || state.TryGetProperty(StateFields.Hub, out _) || !state.TryGetProperty(StateFields.Kind, out var kind) || kind.GetString() != context.Room.Kind))
            return Verdict.Reject(DecisionCodes.BlockedPolicy, "A room's kind does not change, and its portals and its hub are declared by its provider.");
        return participant.Role == Participant.Admin || FromObservedRoom(context)
            ? Verdict.Continue
            : Verdict.Reject(DecisionCodes.BlockedPolicy, "Only an admin of the room changes its name or topic.");
    }

    /// <summary>Another provider's portals are its own to declare; from its participants it takes no such event (this same rule).</summary>
    private static bool DeclaresPortalsOnly(MessageContext context) =>
        context.Draft.State is { } state && state.TryGetProperty(StateFields.Portals, out var portals) && portals.ValueKind == JsonValueKind.Array
        && state.TryGetProperty(StateFields.Kind, out var kind) && kind.GetString() == context.Room.Kind
        && !state.TryGetProperty(StateFields.Hub, out _) && !state.TryGetProperty(StateFields.Supervision, out _)
        && context.Draft.Content is { ValueKind: JsonValueKind.Object } content && !content.EnumerateObject().Any();

    /// <summary>What another organisation has to tell people before it records them; its provider signs for it (spec 07).</summary>
    private static bool IsDisclosure(MessageContext context) =>
        context.Draft.State is { ValueKind: JsonValueKind.Object } state && state.TryGetProperty("told", out _) && state.TryGetProperty(StateFields.NoticeDigest, out _)
        && context.Draft.Content is { ValueKind: JsonValueKind.Object } content && content.TryGetProperty("part", out _);

    /// <summary>In an observed native room the network decides who is in it; the bridge reports what has happened.</summary>
    private static bool JoinsObservedRoom(MessageContext context) =>
        context.Membership is { Change: MembershipState.Join, Role: Participant.Member } join && join.Target == context.Sender && FromObservedRoom(context);

    private static bool FromObservedRoom(MessageContext context)
    {
        if (context.Principal.Network is not { } network)
            return false;
        foreach (var portal in context.Room.Portals)
        {
            if (portal.Observed && portal.Network == network)
                return true;
        }
        return false;
    }
}
