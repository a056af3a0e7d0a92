using Interop.Bridges.Api;
using Interop.Bridges.Files;
using Interop.Bridges.Formatting;
using Interop.Bridges.Native;
using Interop.Bridges.People;
using Interop.Bridges.Portals;
using Interop.Bridges.Storage;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;

namespace Interop.Bridges.Inbound;

/// <summary>Messages, edits and retractions of native people.</summary>
internal sealed class InboundMessages(
    BridgeContext bridge, UserDirectory directory, GhostRegistry ghosts, PortalOpener opener, Membership membership, InboundFiles files, Voice voice)
{
    /// <summary>What is to be submitted for a row; null when it is not for the server, or was answered already.</summary>
    /// <exception cref="ApiUnavailableException">To be tried again with the same row.</exception>
    /// <exception cref="ApiRefusedException">The server refuses more than the event: see <see cref="RefusedAsync"/>.</exception>
    public Task<PendingEvent?> PrepareAsync(InboxRow row, InboundEvent inbound, CancellationToken cancellationToken) => inbound switch
    {
        InboundMessage message => MessageAsync(row, message, cancellationToken),
        InboundEdit edit => EditAsync(row, edit, cancellationToken),
        InboundRetraction retraction => RetractAsync(row, retraction, cancellationToken),
        _ => throw new InvalidOperationException($"{inbound.GetType().Name} is no message"),
    };

    /// <summary>
    /// True when a row may go in one transaction with rows before it: nothing has to be done for it first, such as opening its portal, and it refers to none of
    /// them, since their event ids are known only from the answer.
    /// </summary>
    public async Task<bool> MayFollowAsync(InboundEvent inbound, IReadOnlySet<NativeEventId> before, CancellationToken cancellationToken)
    {
        // Files take their time: what stands before them is not to wait for them.
        if (inbound is not (InboundMessage { Kind: not MessageKind.Notice, Files.Count: 0 } or InboundEdit { Files.Count: 0 } or InboundRetraction))
            return false;
        var refersTo = inbound switch
        {
            InboundMessage message => message.ReplyTo,
            InboundEdit edit => edit.Target,
            _ => ((InboundRetraction)inbound).Target,
        };
        if (refersTo is { } target && before.Contains(target))
            return false;
        if (bridge.Store.Read(c => PortalTable.Find(c, inbound.Room)) is not { PortalState: PortalState.Open } portal)
            return false;
        if (portal.View().Kind == PortalKind.Gated)
            return portal.Person == inbound.Sender.Value;
        var sender = await directory.SenderAsync(inbound, cancellationToken);
        return bridge.Store.Read(c => PortalTable.NativeMember(c, inbound.Room, sender.User)) is not null;
    }

    private async Task<PendingEvent?> MessageAsync(InboxRow row, InboundMessage message, CancellationToken cancellationToken)
    {
        if (message.Kind == MessageKind.Notice)
            return Ignore(row, "an automatic message");
        if (await PlaceAsync(row, message, cancellationToken) is not { } place)
            return null;
        var carried = await files.CarryAsync(row, message, message.Files, place.Portal, place.Sender.User, cancellationToken);
        var (content, text, fidelity) = Drafts.Message(TextOf(message.Text, carried), HtmlOf(message.Html, carried), message.Styled, message.Kind);
        fidelity.AddRange(carried.Fidelity);
        Relation? relates = null;
        if (message.ReplyTo is { } replyTo)
        {
            if (Find(message, replyTo) is { } target)
            {
                relates = new Relation(Relation.InReplyTo, target.OriginalId);
            }
            else if (message.ReplyQuote is { Length: > 0 } quote)
            {
                (content, text) = Drafts.Quoting(quote, text, MessageText.HtmlOf(Read(content)));
                fidelity.Add("The message that this answers is not known to the bridge; it is quoted in the text.");
            }
            else
            {
                fidelity.Add("This answers a message that is not known to the bridge.");
            }
        }
        content = Drafts.WithFiles(content, text, carried.Parts);
        return Pending(row, place, Drafts.Of(place.Origin, EventTypes.Message, content, relates, fidelity: fidelity), ExcerptOf(text, carried), null);
    }

    private async Task<PendingEvent?> EditAsync(InboxRow row, InboundEdit edit, CancellationToken cancellationToken)
    {
        if (await PlaceAsync(row, edit, cancellationToken) is not { } place)
            return null;
        var target = Find(edit, edit.Target);
        var carried = await files.CarryAsync(row, edit, edit.Files, place.Portal, place.Sender.User, cancellationToken);
        var (content, text, fidelity) = Drafts.Message(TextOf(edit.Text, carried), HtmlOf(edit.Html, carried), edit.Styled, edit.Kind);
        fidelity.AddRange(carried.Fidelity);
        if (target is not null)
        {
            var draft = Drafts.Of(
                place.Origin, EventTypes.Edit, Drafts.WithFiles(content, text, carried.Parts), new Relation(Relation.Replaces, target.OriginalId), fidelity: fidelity);
            return Pending(row, place, draft, ExcerptOf(text, carried), target);
        }
        fidelity.Add("This changes a message that is not known to the bridge; it is carried as a new message.");
        var html = MessageText.HtmlOf(Read(content));
        content = Drafts.WithFiles(Drafts.Content("* " + text, html is null ? null : "* " + html), "* " + text, carried.Parts);
        return Pending(row, place, Drafts.Of(place.Origin, EventTypes.Message, content, fidelity: fidelity), "* " + text, null);
    }

    private async Task<PendingEvent?> RetractAsync(InboxRow row, InboundRetraction retraction, CancellationToken cancellationToken)
    {
        if (Find(retraction, retraction.Target) is not { } target)
            return Ignore(row, "takes back a message that was not bridged");
        if (target.IsEdit)
            return Ignore(row, "takes back one edit of a message");
        if (await PlaceAsync(row, retraction, cancellationToken) is not { } place)
            return null;
        var draft = Drafts.Of(place.Origin, EventTypes.Retract, Drafts.Reason(retraction.Reason), new Relation(Relation.Retracts, target.EventId));
        return new PendingEvent(row, retraction, place.Portal, draft)
        {
            IsAct = true, Outcome = result => new RowOutcome(result.Code) { Event = result.Event, Forget = result.Code.StartsWith('2') ? target.EventId : null },
        };
    }

    /// <summary>The server refused more than the event (no such room, no such user, a barrier): the sender hears it and the row is closed.</summary>
    public async Task<RowOutcome> RefusedAsync(InboxRow row, InboundEvent inbound, Problem problem, CancellationToken cancellationToken)
    {
        Log.Refused(bridge.Log, row.NativeId, row.Room, $"{problem.Code} {problem.Detail}");
        var portal = bridge.Store.Read(c => PortalTable.Find(c, inbound.Room))?.View() ?? Voice.Nowhere(inbound.Room, inbound.DirectWith ?? bridge.Bot, inbound.Sender);
        var text = inbound is InboundMessage or InboundEdit ? Sentences.Refused(problem.Code, problem.Detail) : Sentences.NotDone(problem.Code, problem.Detail);
        await voice.SayOnceAsync(portal, $"refused/{row.NativeId}", text, cancellationToken);
        return new RowOutcome(problem.Code);
    }

    private static PendingEvent Pending(InboxRow row, Place place, EventDraft draft, string text, NativeIdRow? edited) => new(row, place.Origin.Inbound, place.Portal, draft)
    {
        Outcome = result => new RowOutcome(result.Code)
        {
            Event = result.Event, Original = edited?.OriginalId,
            Excerpt = result.Event is not null && result.Code.StartsWith('2') ? (place.Sender.DisplayName, text) : null,
        },
    };

    /// <summary>The portal and the sender; null when it is not for us, or was answered already.</summary>
    private async Task<Place?> PlaceAsync(InboxRow row, InboundEvent inbound, CancellationToken cancellationToken)
    {
        var known = bridge.Store.Read(c => PortalTable.Find(c, inbound.Room));
        if (known is not null && known.Person is { } person && person != inbound.Sender.Value)
        {
            await voice.SayOnceAsync(known.View(), $"stranger/{inbound.Sender}", Sentences.NotYourRoom(), cancellationToken);
            Ignore(row, "written by a stranger in a gated portal");
            return null;
        }
        if (known is not { PortalState: PortalState.Open } && inbound.DirectWith is { } with)
            return await DirectAsync(row, inbound, with, cancellationToken);
        if (known is not { PortalState: PortalState.Open or PortalState.Made })
        {
            Ignore(row, "its native room is no portal");
            return null;
        }
        var sender = await directory.SenderAsync(inbound, cancellationToken);
        if (known.View() is { Kind: PortalKind.Observed } observed && bridge.Store.Read(c => PortalTable.NativeMember(c, inbound.Room, sender.User)) is null)
        {
            // Somebody of whom no joining was seen speaks: who speaks there is in there.
            await membership.JoinRoomAsync(observed, new NativeUser(inbound.Sender, inbound.SenderName), sender, $"speaks/{inbound.Id}", cancellationToken);
            await bridge.Store.WriteAsync("portal.member", c => PortalTable.SetMember(c, inbound.Room, sender.User, inbound.Sender, ghost: false), cancellationToken);
        }
        return Of(row, inbound, known.View(), sender);
    }

    private async Task<Place?> DirectAsync(InboxRow row, InboundEvent inbound, NativeUserId with, CancellationToken cancellationToken)
    {
        if (await ghosts.FindAsync(with, cancellationToken) is not { } ghost)
        {
            await voice.SayOnceAsync(Voice.Nowhere(inbound.Room, with, inbound.Sender), $"nobody/{row.NativeId}", Sentences.NobodyThere(with.Value), cancellationToken);
            Ignore(row, "addressed to nobody");
            return null;
        }
        await ghosts.ShowAsync(ghost, cancellationToken);
        var sender = await directory.SenderAsync(inbound, cancellationToken);
        var portal = await opener.AdoptDirectAsync(inbound.Room, sender, ghost, inbound.Sender, greet: false, cancellationToken);
        return Of(row, inbound, portal, sender);
    }

    private Place Of(InboxRow row, InboundEvent inbound, NativePortal portal, UserView sender) =>
        new(portal, sender, new DraftOrigin(inbound, bridge.Network, portal, sender.User, row.ReceivedAt));

    private NativeIdRow? Find(InboundEvent inbound, NativeEventId id) => bridge.Store.Read(c => NativeIdTable.Find(c, inbound.Room, id));

    private static string TextOf(string text, CarriedFiles carried) => string.Join('\n', carried.Otherwise.Prepend(text).Where(line => line.Length > 0));

    private static string? HtmlOf(string? html, CarriedFiles carried) => html is null || carried.Otherwise.Count == 0
        ? html
        : $"{html}<br>{HtmlText.OfLines(string.Join('\n', carried.Otherwise))}";

    private static string ExcerptOf(string text, CarriedFiles carried) =>
        text.Length > 0 || carried.Parts.Count == 0 ? text : $"[{carried.Parts[0].Filename ?? FileNames.Unnamed}]";

    private static MessageContent Read(System.Text.Json.JsonElement content) =>
        System.Text.Json.JsonSerializer.Deserialize(content, Protocol.OcipJson.Default.MessageContent)!;

    private PendingEvent? Ignore(InboxRow row, string why)
    {
        Log.NotBridged(bridge.Log, row.NativeId, row.Room, why);
        return null;
    }

    private sealed record Place(NativePortal Portal, UserView Sender, DraftOrigin Origin);
}
