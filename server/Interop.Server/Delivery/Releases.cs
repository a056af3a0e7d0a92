using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Delivery;

/// <summary>
/// The end of a hold: what waits for a recipient in a room is decided on again, in order, and delivered, kept waiting, or refused for good. Each
/// is a record. Runs in the room's own order, so that nothing new overtakes what waited.
/// </summary>
internal sealed class Releases(Database database, AppendLog log, UserDirectory users, CommittedReader committed, Organisation organisation, Holds holds, FaultPoints faults, TimeProvider time)
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
        Task last = Task.CompletedTask;
        foreach (var row in Waiting(room, user))
        {
            var fixedPart = JsonDocument.Parse(row.Record).RootElement;
            var header = fixedPart.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;
            var sender = users.Get(row.SenderRow);
            var outcome = Decide(room, user, sender, header, row.Body);
            if (outcome.Effect == PolicyEffect.Notice)
                continue;   // its sender was not told yet; what others wrote need not wait for that
            if (outcome.Effect is PolicyEffect.Hold or PolicyEffect.Quarantine)
            {
                var until = outcome.Until?.ToDateTimeOffset();
                holds.Add(user);
                if (row.Reason == "notice")
                {
                    room.CountHeld(user.Id, 1);
                    last = Append(room, user, sender, row, fixedPart, outcome.Code, until, waits: true);
                    continue;
                }
                break;      // closed again: everything behind it waits too
            }
            if (row.Reason == "hours")
                room.CountHeld(user.Id, -1);
            last = Append(room, user, sender, row, fixedPart, outcome.Effect == PolicyEffect.Allow ? DecisionCodes.DeliveredArchived : outcome.Code, null, waits: false);
        }
        await last;
        // Everything decided in this room is on disk now: count anew what still waits.
        var waiting = Waiting(room, user).Count(row => row.Reason == "hours");
        room.CountHeld(user.Id, waiting - room.Held.GetValueOrDefault(user.Id));
        if (waiting > 0)
            holds.Add(user);
    }

    private RecipientOutcome Decide(Room room, User user, User sender, EventHeader header, byte[]? stored)
    {
        using var body = stored is null ? null : JsonDocument.Parse(stored);
        var target = header.Type == EventTypes.Membership && MembershipState.TryRead(header.State, users, out var membership) is null ? membership : null;
        var input = new PolicyInput
        {
            Header = header,
            Content = body?.RootElement.GetProperty("content") ?? default,
            Sender = sender.Person,
            Recipients = [user.Person],
            Participants = room.Persons,
            Now = NodaTime.Instant.FromDateTimeOffset(time.GetUtcNow()),
            Barriers = organisation.Barriers,
            NoticeVersion = organisation.Notice?.Version,
            Change = ComplianceStage.ChangeOf(target),
            Target = target?.Target.Person,
            Release = true,
        };
        return CompliancePolicies.All.Decide(in input).For(0);
    }

    private Task<long> Append(Room room, User user, User sender, Row row, JsonElement fixedPart, DecisionCode code, DateTimeOffset? until, bool waits)
    {
        var eventId = fixedPart.GetProperty("event").GetString()!;
        var fields = new JsonObject
        {
            ["code"] = code.Code, ["event"] = eventId, ["reason"] = row.Reason, ["recipient"] = user.UserId.Value, ["room"] = room.RoomId.Value,
        };
        if (until is { } time1)
            fields["holdUntil"] = WireTime.Format(time1);
        var delivered = code.Class == '2' && !waits;
        return log.AppendAsync(
            new LogRecord(LogRecord.Release, fields) { RoomRow = room.Id },
            (connection, leaf) =>
            {
                if (waits)
                    connection.Execute("UPDATE holds SET reason='hours' WHERE leaf=@target AND user_id=@user", new { target = row.Leaf, user = user.Id });
                else
                    connection.Execute("DELETE FROM holds WHERE leaf=@target AND user_id=@user", new { target = row.Leaf, user = user.Id });
                if (delivered)
                    connection.Execute("INSERT INTO personal_items(user_id, leaf, kind, target) VALUES (@user, @leaf, 'release', @target)", new { user = user.Id, leaf, target = row.Leaf });
                connection.Execute("INSERT INTO personal_items(user_id, leaf, kind) VALUES (@sender, @leaf, 'status') ON CONFLICT DO NOTHING", new { sender = sender.Id, leaf });
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
                batch.Deliveries.Add(new StatusDelivery(leaf, sender, new DeliveryStatus
                {
                    Event = Protocol.Identifiers.EventId.Parse(eventId), Room = room.RoomId, Recipient = user.UserId, Code = code.Code,
                    HoldUntil = until is { } hold ? WireTime.Format(hold) : null, At = WireTime.Format(batch.At),
                }));
            });
    }

    private List<Row> Waiting(Room room, User user) => database.Read(c => c.Query<Row>("""
        SELECT h.leaf, h.reason, r.sender AS SenderRow, r.record, r.body FROM holds h JOIN records r ON r.leaf=h.leaf
        WHERE h.user_id=@user AND h.room_id=@room ORDER BY h.leaf
        """, new { user = user.Id, room = room.Id }).AsList());

    private sealed record Row(long Leaf, string Reason, long SenderRow, byte[] Record, byte[]? Body);
}
