using Interop.Bridges.Api;
using Interop.Bridges.Native;
using Interop.Bridges.People;
using Interop.Bridges.Portals;
using Interop.Bridges.Storage;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Inbound;

/// <summary>Submits the draft of one inbox row and does what the answer asks for: notice, "held until", "not delivered".</summary>
internal sealed class Submission(BridgeContext bridge, UserDirectory directory, RecordingNotice notice, Voice voice)
{
    /// <summary>Words for the native sender when an act, not a message, is refused.</summary>
    public const bool Act = true;

    /// <exception cref="ApiUnavailableException">To be tried again with the same row.</exception>
    public async Task<SubmitResult> SubmitAsync(InboxRow row, NativePortal portal, EventDraft draft, bool act, CancellationToken cancellationToken)
    {
        var result = await SubmitOnceAsync(TransactionId.Parse(row.TransactionId), draft, cancellationToken);
        // What the bridge knew has changed since an earlier attempt, and with it the draft. Under a new id the server knows the native event again and answers as it did then.
        if (result.Code == DecisionCodes.TransactionConflict.Code)
            result = await SubmitOnceAsync(TransactionId.Create(bridge.Time), draft, cancellationToken);
        switch (result.Code[0])
        {
            case '2':
                if (result.Code == DecisionCodes.DeliveredWithNotice.Code)
                    await notice.PostAsync(portal, [draft.Sender!.Value], cancellationToken);
                await TellRecipientsAsync(row, portal, result, cancellationToken);
                return result;
            case '5':
                Log.Refused(bridge.Log, row.NativeId, row.Room, result.Code);
                var text = act ? Sentences.NotDone(result.Code, result.Detail) : Sentences.Refused(result.Code, result.Detail);
                await voice.SayOnceAsync(portal, $"refused/{row.NativeId}", text, cancellationToken);
                return result;
            default:
                throw new ApiUnavailableException($"the server answered {result.Code} {result.Detail}");
        }
    }

    private async Task<SubmitResult> SubmitOnceAsync(TransactionId transaction, EventDraft draft, CancellationToken cancellationToken) =>
        (await bridge.Api.SubmitAsync(new SubmitRequest(transaction, [draft]), cancellationToken)).Results[0];

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
