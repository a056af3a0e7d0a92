using Interop.Protocol.Decisions;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Compliance.Disclosures;
using Interop.Server.Delivery;
using Interop.Server.Inbound;
using Interop.Server.Measures;
using Interop.Server.Media;
using Interop.Server.Peers;
using Interop.Server.Rooms;
using Interop.Server.Verification;

namespace Interop.Server.Pipeline;

/// <summary>
/// THE list of what happens to an event, in order (spec 07, table of stages; a test compares the two). A stage that refuses skips
/// ahead to the archive, never past it. The last stage, delivery, runs inside the archive's commit loop: see
/// <see cref="AppendLog"/>.
/// </summary>
internal sealed partial class MessagePipeline(
    VerifyDuplicate verifyDuplicate,
    VerifyOrigin verifyOrigin,
    VerifyDigest verifyDigest,
    VerifySignature verifySignature,
    VerifyStamp verifyStamp,
    AuthorizeSender authorizeSender,
    RequireMedia requireMedia,
    ComplianceStage compliance,
    ArchiveStage archive,
    Inbox inbox,
    RoomDeclarations declarations,
    DisclosureNotices disclosures,
    ReleaseWorker releases,
    ILogger<MessagePipeline> logger)
{
    /// <summary>Before the archive: these decide.</summary>
    private readonly IStage[] deciding =
    [
        verifyDuplicate,    // was it answered before?
        verifyOrigin,       // may this token speak for this sender?
        verifyDigest,       // does the body belong to the header?
        verifySignature,    // did its origin sign it, and its hub give it this place?
        verifyStamp,        // did the sender's compliance proxy let it out?
        authorizeSender,    // may this participant do this in this room?
        requireMedia,       // is everything here that it refers to?
        compliance,         // the organisation's rules, for each recipient
    ];

    /// <summary>All stages in order, by name, for the comparison with the standard.</summary>
    public IEnumerable<string> StageNames => [.. deciding.Append(archive).Select(s => s.GetType().Name), nameof(FanOut)];

    /// <summary>
    /// Decides on an event and hands it to the archive. Returns when the room's next event may be decided: after the hand-over,
    /// or, when this one changes the room, after its commit.
    /// </summary>
    public async ValueTask RunAsync(MessageContext context)
    {
        if (declarations.IsDue(context) && declarations.EventFor(context.Room) is { } declared)
        {
            await RunAsync(declared);
            await RoomDeclarations.SettleAsync(declared);
        }
        if (context is { InboxRow: null, Internal: false, Discloses: null, Room.InboxWaiting: > 0 })
        {
            // Something earlier of this room waits to be decided on: what comes later waits behind it. What has to be said before it does not.
            await inbox.KeepAsync(context);
            return;
        }
        foreach (var due in disclosures.DueBefore(context))
        {
            await RunAsync(due.Event);
            await disclosures.SettleAsync(due);
        }
        try
        {
            foreach (var stage in deciding)
            {
                var begun = ServerMeter.Begin();
                var verdict = await (stage == compliance ? AskAsync(context) : stage.InvokeAsync(context, CancellationToken.None));
                ServerMeter.EndStage(begun, stage);
                if (verdict.Kind == VerdictKind.Drop)
                    return;
                if (verdict.Kind == VerdictKind.Continue)
                    continue;
                if (context.Place is not null)
                {
                    if (await verifySignature.CheckPlaceAsync(context) is not null)
                        return;
                    // What the own proxy blocks is what it says: it is archived whole, unless its sender does not agree to that.
                    context.Withhold(verdict.Code!, verdict.Detail, keepBody: stage == compliance && verdict.Code != DecisionCodes.ConsentMissing);
                    break;
                }
                context.Refusal = verdict.Code;
                context.Code = verdict.Code!;
                context.Detail = verdict.Detail;
                break;
            }
        }
        catch (PolicyUnavailableException unavailable)
        {
            LogUnavailable(context.EventId.Value, unavailable.Message);
            if (context.Discloses is null)
                await inbox.KeepAsync(context);
            else
                context.Fail(DecisionCodes.ProxyUnavailable, DecisionCodes.ProxyUnavailable.Meaning);   // said anew with what it was to be said before
            return;
        }
        catch (PeerException unavailable)
        {
            // Whose keys or declarations cannot be had now is not judged now: whoever sent it sends it again.
            context.Fail(DecisionCodes.PeerUnavailable, unavailable.Message);
            return;
        }
        catch (Exception fault)
        {
            LogFault(context.EventId.Value, fault);
            context.Fail(DecisionCodes.ProxyUnavailable, "The server could not decide on this event; nothing was accepted. Send it again with the same transaction id.");
            return;
        }
        var archived = archive.InvokeAsync(context, CancellationToken.None);
        if (context.ChangesRoom || context.SealedUntil is not null)
            await archived;
        if (context is { SealedUntil: { } version, Accepted: true } && context.Sender.Person.NoticeVersion == version)
            releases.Told(context.Sender); // told while it was on its way to the disk
    }

    /// <summary>A proxy of its own may ask that people outside are told first: that is said in the room, and then it is asked once more (spec 7.7).</summary>
    /// <exception cref="PolicyUnavailableException">It cannot decide now, or what is to be said first could not be decided on.</exception>
    private async ValueTask<Verdict> AskAsync(MessageContext context)
    {
        try
        {
            return await compliance.InvokeAsync(context, CancellationToken.None);
        }
        catch (DisclosuresDueException due) when (!context.DecideNow)
        {
            foreach (var notice in disclosures.AskedFor(context, due.Disclosures))
            {
                await RunAsync(notice.Event);
                if (await disclosures.SettleAsync(notice) is ['4', ..])
                    throw new PolicyUnavailableException("what people outside have to be told could not be said");
            }
            context.DecideNow = true;
            return await compliance.InvokeAsync(context, CancellationToken.None);
        }
    }

    /// <summary>A fault outside any stage.</summary>
    public void ReportFault(Exception fault) => LogUnexpected(fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work in a room failed")]
    private partial void LogUnexpected(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {EventId} could not be decided on and was not accepted")]
    private partial void LogFault(string eventId, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {EventId} cannot be decided on: {Reason}; the failure policy applies")]
    private partial void LogUnavailable(string eventId, string reason);
}
