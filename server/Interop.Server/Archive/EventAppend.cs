using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Time;
using Interop.Server.Compliance;
using Interop.Server.Compliance.Urgency;
using Interop.Server.Delivery;
using Interop.Server.Media;
using Interop.Server.Outbound;
using Interop.Server.Pipeline;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Archive;

/// <summary>An event with its decision, on its way into the log.</summary>
internal sealed class EventAppend(MessageContext context) : WriteItem
{
    /// <summary>Condition on holds: the message @target and its edits, which must not be delivered once it is retracted.</summary>
    public const string HoldsOfMessage = "leaf=@target OR leaf IN (SELECT leaf FROM relations WHERE target=@target AND type='edit')";

    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long index;
    private long? seq;
    private byte[]? hub;
    private SubmitResult? repeated;

    /// <summary>Completes when the commit succeeded or failed; the context's answer says which.</summary>
    public Task Done => done.Task;

    public override void Apply(CommitBatch batch)
    {
        var statements = batch.Statements;
        if (context.Place is { } place && RoomChain.Judge(batch, context, place) is { } answer)
        {
            repeated = answer;
            return;
        }
        // Before the event's own place is taken: the list may be a record that comes first.
        context.Policies = batch.Policies(context.Evaluated);
        // The store decides whether this was answered before, so that two copies of a transaction on their way at once become one event.
        var next = batch.First + batch.Count;
        if (context is { ComesIn: true, Place: null } && batch.Known(context.EventId) is { } known)
        {
            repeated = Repeats.Read(batch.Connection, known);
            return;
        }
        if (MediaAppend.Prepare(batch, context) is { } lacking)
        {
            repeated = lacking;
            return;
        }
        if (context.InboxRow is { } row)
        {
            batch.Crash(FaultPoints.InboxBeforeClose);
            batch.Connection.Execute("DELETE FROM inbox WHERE id=@row", new { row });
        }
        if (context is { Internal: false, Place: null })
        {
            Span<byte> transaction = stackalloc byte[16];
            context.Transaction.TryWriteBytes(transaction, bigEndian: true, out _);
            if (statements.InsertSubmitted.Bind(1, context.Principal.SubmitterId).Bind(2, transaction).Bind(3, context.Ordinal).Bind(4, context.DraftDigest).Bind(5, next).Run() == 0)
            {
                repeated = Repeats.OfTransaction(batch.Connection, context);
                return;
            }
            if (context is { Draft.Provenance: { } provenance, Accepted: true, ComesIn: false }
                && statements.InsertNative.BindText(1, provenance.Network).Bind(2, Repeats.NativeKey(context)).Bind(3, next).Run() == 0)
            {
                repeated = Repeats.OfNative(batch.Connection, context);
                // Its own transaction was noted a line above, for a record that does not come: it is answered by the first one's.
                batch.Connection.Execute("UPDATE submitted SET leaf=@leaf WHERE sender=@sender AND txn=@txn AND n=@n",
                    new { leaf = repeated?.Index, sender = context.Principal.SubmitterId, txn = context.Transaction.ToByteArray(bigEndian: true), n = context.Ordinal });
                return;
            }
        }
        (index, seq, hub) = batch.Append(context);
        EventStamps.Write(batch, context, index);
        MediaAppend.Write(batch, context, index);
        if (!context.Accepted)
            return;
        if (context.SealedUntil is not null)
            Seals.Put(batch.Connection, context, index);
        Send(batch);
        context.Discloses?.Put(batch.Connection, index, batch.At);
        if (context.GoesOut)
            return;
        if (context.Returns is { } went)
        {
            statements.DeleteBody.Bind(1, went).Run(); // there is one copy of a body
            MediaAppend.HandOver(batch, context, went);
        }
        if (context.Exceptions is { } exceptions)
        {
            foreach (var exception in exceptions.Where(e => e.Holds))
                statements.InsertHold.Bind(1, index).Bind(2, exception.User.Id).Bind(3, context.Room.Id).BindText(4, exception.Reason).Run();
            UrgentRequests.Put(batch.Connection, context, index);
        }
        if (context.Target is { } target)
        {
            batch.Connection.Execute("INSERT INTO relations(target, leaf, type) VALUES (@target, @index, @type)", new { target = target.Leaf, index, type = context.Type });
            if (context.Type == EventTypes.Retract)
                EventStamps.Cancel(batch, context, target.Leaf);
            if (context.Type == EventTypes.Retract)
                batch.Connection.Execute($"DELETE FROM holds WHERE {HoldsOfMessage}", new { target = target.Leaf });
        }
        RoomChanges.Write(batch.Connection, context, seq!.Value);
        if (RoomChanges.NewHub(context) is { } newHub)
            batch.Outgoing.Add(newHub);
    }

    /// <summary>To the hub of its room, or, when that is here, to all other providers that have a part in the room.</summary>
    private void Send(CommitBatch batch)
    {
        if (!context.Sender.IsOurs && context.Exceptions?.Any(e => e.User.IsOurs && !e.Cancels) == true)
            batch.SendTo(context.Sender.Provider, index, context.Room, OutboxRow.ReportLane);
        if (!context.Room.IsOrderedHere)
        {
            if (context.GoesOut)
                batch.SendTo(context.Room.Hub, index, context.Room);
            return;
        }
        foreach (var peer in context.Room.Peers)
            batch.SendTo(peer, index, context.Room);
        if (context.Membership is { Change: MembershipState.Join, Target: { IsOurs: false } target })
            batch.SendTo(target.Provider, index, context.Room);
    }

    public override void Committed(CommitBatch batch)
    {
        if (context.InboxRow is not null && repeated?.Code != DecisionCodes.MediaPending.Code)
            context.Room.CountInbox(-1);
        if (repeated is not null || !context.Accepted || context.GoesOut)
            return;
        // Who joins sees the joining; who leaves sees the leaving.
        if (context.Membership is { Change: MembershipState.Join })
            RoomChanges.Apply(context, seq!.Value);
        batch.Deliveries.Add(new EventDelivery(index, context.Room, context.Room.Participants, context.Sender, context.HeaderFields.Network, context.Exceptions, batch.Committed(context, index, hub!)));
        if (context.Membership is not { Change: MembershipState.Join })
            RoomChanges.Apply(context, seq!.Value);
    }

    public override void Answer()
    {
        context.Complete(repeated ?? new SubmitResult
        {
            Code = context.Code.Code,
            Detail = context.Detail,
            Event = context.EventId,
            Seq = seq,
            Index = index,
            Retention = context.RetentionAnswer,
            Recipients = context.Exceptions?.Exists(e => !e.Cancels) == true
                ? [.. context.Exceptions.Where(e => !e.Cancels).Select(e => new RecipientResult(e.User.UserId, e.Code.Code, e.HoldUntil is { } until ? WireTime.Format(until) : null))]
                : null,
        });
        if (repeated is not null)
            GiveHoldsBack();
        done.TrySetResult();
    }

    public override void Failed(Exception fault)
    {
        GiveHoldsBack();
        context.Fail(DecisionCodes.ArchiveUnavailable, "The archive could not be written, so nothing was accepted. Send it again with the same transaction id.");
        done.TrySetResult();
    }

    /// <summary>Holds were counted when they were decided on; without a commit nothing waits.</summary>
    private void GiveHoldsBack()
    {
        if (context.Exceptions is not { Count: > 0 } exceptions)
            return;
        context.Room.Mailbox.TryPost(() =>
        {
            foreach (var exception in exceptions)
                ComplianceStage.GiveBack(context.Room, exception);
            return Task.CompletedTask;
        });
    }
}
