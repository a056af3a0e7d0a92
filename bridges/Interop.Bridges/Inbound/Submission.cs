using Interop.Bridges.Api;
using Interop.Bridges.Native;
using Interop.Bridges.People;
using Interop.Bridges.Portals;
using Interop.Bridges.Storage;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Inbound;

/// <summary>Submits the drafts of inbox rows and does what the answers ask for: notice, "held until", "not delivered".</summary>
internal sealed class Submission(BridgeContext bridge, UserDirectory directory, RecordingNotice notice, Voice voice)
{
    /// <summary>An act, alone in its transaction.</summary>
    /// <exception cref="ApiUnavailableException">To be tried again with the same row.</exception>
    public async Task<RowOutcome> SubmitActAsync(InboxRow row, InboundEvent inbound, NativePortal portal, EventDraft draft, CancellationToken cancellationToken)
    {
        var pending = new PendingEvent(row, inbound, portal, draft) { IsAct = true, Outcome = result => new RowOutcome(result.Code) { Event = result.Event } };
        return pending.Outcome((await SubmitAsync(TransactionId.Parse(row.TransactionId), [pending], cancellationToken))[0]);
    }

    /// <summary>Events of one native room, in order, in one transaction.</summary>
    /// <returns>A final answer for each.</returns>
    /// <exception cref="ApiUnavailableException">To be tried again, with all of them: those that were answered already are answered the same.</exception>
    /// <exception cref="ApiRefusedException">The transaction as a whole was refused.</exception>
    public async Task<IReadOnlyList<SubmitResult>> SubmitAsync(TransactionId transaction, IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        var results = await SubmitOnceAsync(transaction, events, cancellationToken);
        // What the bridge knew has changed since an earlier attempt, and with it a draft. Under a new id the server knows the native event again and answers as it did then.
        var changed = Enumerable.Range(0, events.Count).Where(i => results[i].Code == DecisionCodes.TransactionConflict.Code).ToArray();
        if (changed.Length > 0)
        {
            var again = await SubmitOnceAsync(TransactionId.Create(bridge.Time), [.. changed.Select(i => events[i])], cancellationToken);
            for (var i = 0; i < changed.Length; i++)
                results[changed[i]] = again[i];
        }
        await TellFirstAsync(events, results, cancellationToken);
        // All that were sealed for want of the notice are sealed for the same reason: it is posted once.
        var told = new HashSet<UserId>();
        for (var i = 0; i < events.Count; i++)
            await TellAsync(events[i], results[i], told, cancellationToken);
        return results;
    }

    /// <summary>What would go to another organisation is refused, not sealed, as long as its sender was not told: told now, it is said again.</summary>
    private async Task TellFirstAsync(IReadOnlyList<PendingEvent> events, SubmitResult[] results, CancellationToken cancellationToken)
    {
        var untold = Enumerable.Range(0, events.Count).Where(i => results[i].Code == DecisionCodes.SupervisionNotAcknowledged.Code).ToArray();
        if (untold.Length == 0)
            return;
        foreach (var first in untold.DistinctBy(i => events[i].Draft.Sender))
            await notice.PostAsync(events[first].Portal, [events[first].Draft.Sender!.Value], cancellationToken);
        var again = await SubmitOnceAsync(TransactionId.Create(bridge.Time), [.. untold.Select(i => events[i])], cancellationToken);
        for (var i = 0; i < untold.Length; i++)
            results[untold[i]] = again[i];
    }

    private async Task<SubmitResult[]> SubmitOnceAsync(TransactionId transaction, IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        var response = await bridge.Api.SubmitAsync(new SubmitRequest(transaction, [.. events.Select(e => e.Draft)]), cancellationToken);
        return response.Results.Length == events.Count
            ? response.Results
            : throw new ApiUnavailableException($"the server answered {response.Results.Length} of {events.Count} events");
    }

    private async Task TellAsync(PendingEvent pending, SubmitResult result, HashSet<UserId> told, CancellationToken cancellationToken)
    {
        var (row, portal, sender) = (pending.Row, pending.Portal, pending.Draft.Sender!.Value);
        switch (result.Code[0])
        {
            case '2':
                if (result.Code == DecisionCodes.DeliveredWithNotice.Code && told.Add(sender))
                    await notice.PostAsync(portal, [sender], cancellationToken);
                await TellRecipientsAsync(row, portal, result, cancellationToken);
                break;
            case '5':
                Log.Refused(bridge.Log, row.NativeId, row.Room, result.Code);
                var text = pending.IsAct ? Sentences.NotDone(result.Code, result.Detail) : Sentences.Refused(result.Code, result.Detail);
                await voice.SayOnceAsync(portal, $"refused/{row.NativeId}", text, cancellationToken);
                break;
            default:
                throw new ApiUnavailableException($"the server answered {result.Code} {result.Detail}");
        }
    }

    private async Task TellRecipientsAsync(InboxRow row, NativePortal portal, SubmitResult result, CancellationToken cancellationToken)
    {
        foreach (var recipient in result.Recipients ?? [])
        {
            if (recipient.Code == DecisionCodes.HeldDeliveryHours.Code)
            {
                var name = await NameAsync(recipient.User, cancellationToken);
                // Once per hold, not per message: somebody who writes ten messages at night hears it once.
                await voice.SayOnceAsync(portal, $"held/{row.Sender}/{recipient.User}/{recipient.HoldUntil}", Sentences.HeldUntil(name, recipient.HoldUntil), cancellationToken);
            }
            else if (recipient.Code == DecisionCodes.HeldForReview.Code)
            {
                var name = await NameAsync(recipient.User, cancellationToken);
                await voice.SayOnceAsync(portal, $"review/{row.NativeId}/{recipient.User}", Sentences.HeldForReview(name), cancellationToken);
            }
            else if (recipient.Code.StartsWith('5'))
            {
                var name = await NameAsync(recipient.User, cancellationToken);
                await voice.SayOnceAsync(portal, $"refused/{row.NativeId}/{recipient.User}", Sentences.RefusedFor(name, recipient.Code), cancellationToken);
            }
        }
    }

    private async Task<string> NameAsync(UserId user, CancellationToken cancellationToken) => (await directory.UserAsync(user, cancellationToken)).DisplayName;
}
