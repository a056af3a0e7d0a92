using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.People;
using Interop.Bridges.Portals;
using Interop.Bridges.Storage;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Inbound;

/// <summary>Invitations, joins, leaves and changes of name or topic by native people.</summary>
internal sealed class InboundActs(
    BridgeContext bridge, UserDirectory directory, GhostRegistry ghosts, PortalOpener opener, Observation observation, Membership membership, RecordingNotice notice,
    PortalClosing closing, Submission submission, Voice voice)
{
    public async Task<RowOutcome> InviteAsync(InboxRow row, InboundInvite invite, CancellationToken cancellationToken)
    {
        var inviter = await directory.ContactAsync(invite.Sender, invite.SenderName, cancellationToken);
        var ghost = await ghosts.FindAsync(invite.Invited, cancellationToken);
        if (ghost is null && invite.Invited != bridge.Bot)
        {
            await AnswerAsync(invite, accept: false, cancellationToken);
            return RowOutcome.Ignored;
        }
        if (ghost is not null)
            await ghosts.ShowAsync(ghost, cancellationToken);
        var portal = bridge.Store.Read(c => PortalTable.Find(c, invite.Room));
        if (portal is { PortalState: PortalState.Open })
            return await InviteIntoPortalAsync(row, invite, portal.View(), inviter, ghost, cancellationToken);
        return invite.Direct && ghost is not null
            ? await BeginDirectAsync(invite, inviter, ghost, cancellationToken)
            : await BeginObservingAsync(invite, inviter, ghost, cancellationToken);
    }

    public async Task<RowOutcome> MembershipAsync(InboxRow row, InboundMembership change, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => PortalTable.Find(c, change.Room)) is not { } known)
            return RowOutcome.Ignored;
        var portal = known.View();
        if (bridge.IsOwn(change.Subject))
            return await OursChangedAsync(row, change, portal, cancellationToken);
        if (portal.Kind == PortalKind.Observed)
            return await ObservedChangedAsync(row, change, portal, cancellationToken);
        return change.Subject == portal.Person
            ? await PersonChangedAsync(row, change, portal, cancellationToken)
            : await StrangerAsync(row, change, portal, cancellationToken);
    }

    public async Task<RowOutcome> ProfileAsync(InboxRow row, InboundRoomProfile profile, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => PortalTable.Find(c, profile.Room)) is not { PortalState: PortalState.Open, Direct: 0 } known || (profile.Name ?? profile.Topic) is null)
            return RowOutcome.Ignored;
        var portal = known.View();
        var sender = await directory.ContactAsync(profile.Sender, profile.SenderName, cancellationToken);
        var draft = Drafts.Of(Origin(row, profile, portal, sender.User), EventTypes.Room, Drafts.RoomContent(profile.Name, profile.Topic), state: Drafts.RoomState("group"));
        return await submission.SubmitActAsync(row, profile, portal, draft, cancellationToken);
    }

    private async Task<RowOutcome> BeginDirectAsync(InboundInvite invite, UserView inviter, Ghost ghost, CancellationToken cancellationToken)
    {
        await AnswerAsync(invite, accept: true, cancellationToken);
        await opener.AdoptDirectAsync(invite.Room, inviter, ghost, invite.Sender, greet: true, cancellationToken);
        return new RowOutcome(DecisionCodes.DeliveredArchived.Code);
    }

    private async Task<RowOutcome> BeginObservingAsync(InboundInvite invite, UserView inviter, Ghost? ghost, CancellationToken cancellationToken)
    {
        if (bridge.Connector is not IObservedPortals)
        {
            await AnswerAsync(invite, accept: false, cancellationToken);
            return RowOutcome.Ignored;
        }
        await AnswerAsync(invite, accept: true, cancellationToken);
        try
        {
            await observation.EnterInvitedAsync(invite.Room, inviter, ghost, cancellationToken);
            return new RowOutcome(DecisionCodes.DeliveredArchived.Code);
        }
        catch (NativeRefusedException refused)
        {
            // Such as: encrypted end to end, so that nothing could be archived. Say it and go.
            var place = Voice.Nowhere(invite.Room, bridge.Bot, null);
            await voice.SayOnceAsync(place, $"cannot-observe/{invite.Id}", $"This room cannot be bridged. {refused.Message}", cancellationToken);
            await ((IObservedPortals)bridge.Connector).LeaveAsync(invite.Room, cancellationToken);
            return RowOutcome.Ignored;
        }
    }

    private async Task<RowOutcome> InviteIntoPortalAsync(
        InboxRow row, InboundInvite invite, NativePortal portal, UserView inviter, Ghost? ghost, CancellationToken cancellationToken)
    {
        if (ghost is null || portal.Direct)
        {
            // The bot into a portal: it belongs there. A second ghost into a direct chat: that stays a chat of two.
            await AnswerAsync(invite, accept: ghost is null, cancellationToken);
            return RowOutcome.Ignored;
        }
        var draft = Drafts.Of(Origin(row, invite, portal, inviter.User), EventTypes.Membership, Drafts.Nothing, state: Drafts.MembershipState(ghost.User, "join"));
        var outcome = await submission.SubmitActAsync(row, invite, portal, draft, cancellationToken);
        var accepted = outcome.Code.StartsWith('2');
        await AnswerAsync(invite, accepted, cancellationToken);
        if (accepted)
            await bridge.Store.WriteAsync("portal.ghost", c => PortalTable.SetMember(c, portal.NativeRoom, ghost.User, ghost.Account, ghost: true), cancellationToken);
        return outcome;
    }

    private Task AnswerAsync(InboundInvite invite, bool accept, CancellationToken cancellationToken) => bridge.Connector is IAnswersInvites answers
        ? answers.AnswerInviteAsync(invite.Room, invite.Invited, accept, cancellationToken)
        : Task.CompletedTask;

    /// <summary>A native person threw the bot or a ghost out (their own leaving is an echo).</summary>
    private async Task<RowOutcome> OursChangedAsync(InboxRow row, InboundMembership change, NativePortal portal, CancellationToken cancellationToken)
    {
        if (change.Change != MembershipChange.Remove)
            return RowOutcome.Ignored;
        if (portal.Direct || change.Subject == portal.Voice)
        {
            await closing.CloseAsync(portal, cancellationToken);
            return RowOutcome.Ignored;
        }
        if (await ghosts.FindAsync(change.Subject, cancellationToken) is not { } ghost)
            return RowOutcome.Ignored;
        await bridge.Store.WriteAsync("portal.ghost", c => PortalTable.RemoveMember(c, portal.NativeRoom, ghost.User), cancellationToken);
        // Who did it may be hidden; in a gated portal there is only one who could.
        var actor = bridge.IsOwn(change.Sender) ? portal.Person : change.Sender;
        if (actor is not { } account)
            return RowOutcome.Ignored;
        var sender = await directory.ContactAsync(account, change.SenderName, cancellationToken);
        return await SubmitAsync(row, change, portal, sender.User, ghost.User, "remove", cancellationToken);
    }

    private async Task<RowOutcome> ObservedChangedAsync(InboxRow row, InboundMembership change, NativePortal portal, CancellationToken cancellationToken)
    {
        var subject = await directory.ContactAsync(change.Subject, change.SubjectName, cancellationToken);
        if (change.Change == MembershipChange.Join)
        {
            var outcome = await ParticipatesAsync(portal.Room, subject.User, cancellationToken)
                ? RowOutcome.Ignored
                : await SubmitAsync(row, change, portal, subject.User, subject.User, "join", cancellationToken);
            await bridge.Store.WriteAsync("portal.member", c => PortalTable.SetMember(c, portal.NativeRoom, subject.User, change.Subject, ghost: false), cancellationToken);
            if (subject.NoticeVersion != (await bridge.Api.GetNoticeAsync(cancellationToken)).Version)
                await notice.PostAsync(portal, [subject.User], cancellationToken);
            return outcome;
        }
        await bridge.Store.WriteAsync("portal.member", c => PortalTable.RemoveMember(c, portal.NativeRoom, subject.User), cancellationToken);
        if (change.Change == MembershipChange.Leave || bridge.IsOwn(change.Sender) || change.Sender == change.Subject)
            return await SubmitAsync(row, change, portal, subject.User, subject.User, "leave", cancellationToken);
        var actor = await directory.ContactAsync(change.Sender, change.SenderName, cancellationToken);
        return await SubmitAsync(row, change, portal, actor.User, subject.User, "remove", cancellationToken);
    }

    /// <summary>The one native person of a gated portal came or went.</summary>
    private async Task<RowOutcome> PersonChangedAsync(InboxRow row, InboundMembership change, NativePortal portal, CancellationToken cancellationToken)
    {
        var person = await directory.ContactAsync(change.Subject, change.SubjectName, cancellationToken);
        var participates = await ParticipatesAsync(portal.Room, person.User, cancellationToken);
        if (change.Change == MembershipChange.Join)
        {
            // Accepting our invitation; or coming back, as long as the room still has them.
            if (participates)
                await closing.ReopenAsync(portal, person.User, cancellationToken);
            return RowOutcome.Ignored;
        }
        await closing.CloseAsync(portal, cancellationToken);
        return portal.Direct || !participates
            ? RowOutcome.Ignored
            : await SubmitAsync(row, change, portal, person.User, person.User, "leave", cancellationToken);
    }

    /// <summary>Somebody else came into a gated portal: what is shown there would reach them past the proxy.</summary>
    private async Task<RowOutcome> StrangerAsync(InboxRow row, InboundMembership change, NativePortal portal, CancellationToken cancellationToken)
    {
        if (change.Change != MembershipChange.Join)
            return RowOutcome.Ignored;
        var name = change.SubjectName ?? change.Subject.Value;
        if (bridge.Connector is ISyncsMembership sync)
            await sync.SendMembershipAsync(membership.Change(portal, change.Subject, name, ghost: false, MembershipChange.Remove, $"stranger/{row.NativeId}"), cancellationToken);
        await voice.SayOnceAsync(portal, $"stranger/{row.NativeId}", Sentences.StrangerRemoved(name), cancellationToken);
        return RowOutcome.Ignored;
    }

    private async Task<RowOutcome> SubmitAsync(
        InboxRow row, InboundMembership change, NativePortal portal, UserId sender, UserId target, string what, CancellationToken cancellationToken)
    {
        var draft = Drafts.Of(Origin(row, change, portal, sender), EventTypes.Membership, Drafts.Reason(change.Reason), state: Drafts.MembershipState(target, what));
        return await submission.SubmitActAsync(row, change, portal, draft, cancellationToken);
    }

    private async Task<bool> ParticipatesAsync(RoomId room, UserId user, CancellationToken cancellationToken)
    {
        try
        {
            return (await bridge.Api.GetRoomAsync(room, cancellationToken)).Participants.Any(p => p.User == user);
        }
        catch (ApiRefusedException refused) when (refused.Problem.Code == DecisionCodes.NotFound.Code)
        {
            // Nobody of this network is in it any more.
            return false;
        }
    }

    private DraftOrigin Origin(InboxRow row, InboundEvent inbound, NativePortal portal, UserId sender) => new(inbound, bridge.Network, portal, sender, row.ReceivedAt);
}
