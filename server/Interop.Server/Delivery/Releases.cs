using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Outbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Delivery;

/// <summary>
/// The end of a hold: what waits for a recipient in a room is decided on again, in order, and delivered, kept waiting, or refused for good. Each
/// is a record. Runs in the room's own order, so that nothing new overtakes what waited.
/// </summary>
internal sealed class Releases(Database database, AppendLog log, UserDirectory users, CommittedReader committed, IComplianceProxy proxy, Holds holds, FaultPoints faults)
{
    /// <summary>Queues the release of what waits for the user in the room; done when it is on disk.</summary>
    public Task RunAsync(Room room, User user)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = room.Mailbox.TryPost(async () =>
        {
            try
            {
                await ReleaseAsync(room, user);
                done.TrySetResult();
            }
            catch (Exception fault)
            {
                done.TrySetException(fault);
            }
        });
        if (!posted)
            done.TrySetException(new InvalidOperationException("the room's queue is full; the release is tried again"));
        return done.Task;
    }

    private async Task ReleaseAsync(Room room, User user)
    {
        // What was decided before in this room may still be on its way to the disk: holds and retractions alike.
        await log.WriteAsync(static _ => true);
        var waiting = Waiting(room, user);
        var outcomes = waiting.Count == 0 ? [] : await proxy.ReleaseAsync(new HeldEvents(room, user, waiting));
        Task last = Task.CompletedTask;
        foreach (var (held, answer) in waiting.Zip(outcomes))
        {
            var outcome = answer.Outcome;
            var until = outcome.Until?.ToDateTimeOffset();
            if (outcome.Effect is PolicyEffect.Notice or PolicyEffect.Quarantine && held.Reason == HeldEvent.ReasonOf(outcome.Effect))
                continue;   // its sender was not told yet, or nobody has reviewed it; what others wrote need not wait for that
            if (outcome.Effect is PolicyEffect.Hold or PolicyEffect.Quarantine or PolicyEffect.Notice)
            {
                if (outcome.Effect == PolicyEffect.Hold)
                    holds.Add(user, outcome.Until);
                if (held.Reason == HeldEvent.ReasonOf(outcome.Effect))
                    break;      // closed again: everything behind it waits too
                room.CountHeld(user.Id, Counts(HeldEvent.ReasonOf(outcome.Effect)) - Counts(held.Reason));
                last = Append(room, user, held, answer, (HeldEvent.ReasonOf(outcome.Effect), until));
                continue;
            }
            room.CountHeld(user.Id, -Counts(held.Reason));
            last = Append(room, user, held, answer, null);
        }
        await last;
        // Everything decided in this room is on disk now: count anew what still waits.
        var left = Waiting(room, user).Count(held => held.Reason == HeldEvent.ForHours);
        room.CountHeld(user.Id, left - room.Held.GetValueOrDefault(user.Id));
        if (left > 0)
            holds.Add(user, outcomes.Select(o => o.Outcome).LastOrDefault(o => o.Effect == PolicyEffect.Hold).Until);
    }

    private static int Counts(string reason) => reason == HeldEvent.ForHours ? 1 : 0;

    /// <param name="room">Where.</param>
    /// <param name="user">For whom it was held.</param>
    /// <param name="row">What was held.</param>
    /// <param name="answer">What was decided.</param>
    /// <param name="wait">Why and until when it goes on waiting; null when it does not.</param>
    private Task<long> Append(Room room, User user, HeldEvent row, ReleaseOutcome answer, (string Reason, DateTimeOffset? Until)? wait)
    {
        var code = answer.Outcome.Effect == PolicyEffect.Allow ? DecisionCodes.DeliveredArchived : answer.Outcome.Code;
        var stamp = answer.Stamp;
        var sender = users.Get(row.SenderRow);
        var eventId = row.EventId.Value;
        var fields = new JsonObject
        {
            ["code"] = code.Code, ["event"] = eventId, ["reason"] = row.Reason, ["recipient"] = user.UserId.Value, ["room"] = room.RoomId.Value,
        };
        if (wait?.Until is { } until)
            fields["holdUntil"] = WireTime.Format(until);
        var delivered = code.Class == '2' && wait is null;
        return log.AppendAsync(
            new LogRecord(LogRecord.Release, fields) { RoomRow = room.Id },
            (connection, leaf) =>
            {
                if (wait is { } still)
                    connection.Execute("UPDATE holds SET reason=@reason WHERE leaf=@target AND user_id=@user", new { reason = still.Reason, target = row.Leaf, user = user.Id });
                else
                    connection.Execute("DELETE FROM holds WHERE leaf=@target AND user_id=@user", new { target = row.Leaf, user = user.Id });
                if (stamp is not null)
                    StampBatch.Write(connection, leaf, stamp);
                if (delivered)
                    connection.Execute("INSERT INTO personal_items(user_id, leaf, kind, target) VALUES (@user, @leaf, 'release', @target)", new { user = user.Id, leaf, target = row.Leaf });
                if (sender.IsOurs)
                    connection.Execute("INSERT INTO personal_items(user_id, leaf, kind) VALUES (@sender, @leaf, 'status') ON CONFLICT DO NOTHING", new { sender = sender.Id, leaf });
                else
                    connection.Execute("INSERT INTO outbox(peer, leaf, lane, room_id) VALUES (@peer, @leaf, @lane, @room)", new { peer = sender.Provider.Value, leaf, lane = OutboxRow.ReportLane, room = room.Id });
                faults.Crash(FaultPoints.ReleaseBefore);
            },
            (leaf, batch) =>
            {
                faults.Crash(FaultPoints.ReleaseAfter);
                if (delivered)
                {
                    var item = database.Read(c => committed.Of(c, row.Leaf, row.Record, row.Body));
                    batch.Deliveries.Add(new EventDelivery(leaf, room, [], sender, CommittedReader.NetworkOf(item), null, item) { ReleasedTo = user });
                }
                if (!sender.IsOurs)
                {
                    batch.Outgoing.Add(sender.Provider);
                    return;
                }
                batch.Deliveries.Add(new StatusDelivery(leaf, sender, new DeliveryStatus
                {
                    Event = Protocol.Identifiers.EventId.Parse(eventId), Room = room.RoomId, Recipient = user.UserId, Code = code.Code,
                    HoldUntil = wait?.Until is { } hold ? WireTime.Format(hold) : null, At = WireTime.Format(batch.At),
                }));
            });
    }

    private List<HeldEvent> Waiting(Room room, User user) => database.Read(c => c.Query<HeldEvent>("""
        SELECT h.leaf, h.reason, r.sender AS SenderRow, r.record, opened(r.body) AS body FROM holds h JOIN records r ON r.leaf=h.leaf
        WHERE h.user_id=@user AND h.room_id=@room ORDER BY h.leaf
        """, new { user = user.Id, room = room.Id }).AsList());
}
