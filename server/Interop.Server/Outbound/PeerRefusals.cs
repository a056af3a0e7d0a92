using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Delivery;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Outbound;

/// <summary>
/// A peer refused for good what we sent: archived, and told to who is ours. Whom the hub does not let in, or whose provider does not
/// take the invitation, does not stay in the room.
/// </summary>
/// <remarks>
/// The outbox's row goes with the commit of the record. A crash before it leaves the row: the peer is asked again and answers as it did. A crash after it
/// leaves nothing to do.
/// </remarks>
internal sealed class PeerRefusals(Database database, AppendLog log, UserDirectory users, RoomDirectory rooms, RoomCreation creation)
{
    public async Task TakeAsync(ProviderName peer, OutboxRow row, EventId id, SubmitResult result)
    {
        var (record, senderRow) = database.Read(c => c.QuerySingle<(byte[] Record, long Sender)>("SELECT record, sender FROM records WHERE leaf=@leaf", new { leaf = row.Leaf }));
        var sender = users.Get(senderRow);
        var room = rooms.Get(row.Room);
        var code = DecisionCodes.Find(result.Code) ?? DecisionCodes.BlockedPolicy;
        var fields = new JsonObject
        {
            ["code"] = code.Code, ["event"] = id.Value, ["provider"] = peer.Value, ["recipient"] = sender.UserId.Value, ["room"] = room.RoomId.Value,
        };
        if (row.Kind == LogRecord.Event && JoinOf(record) is { } target && target.Provider == peer && room.IsOrderedHere && users.Find(target) is { } refused && room.Find(refused) is not null)
            await creation.RemoveAsync(room, refused);
        await log.AppendAsync(
            new LogRecord(LogRecord.Report, fields) { RoomRow = room.Id },
            (connection, leaf) =>
            {
                Outbox.Delete(connection, peer, row);
                if (sender.IsOurs)
                    connection.Execute("INSERT INTO personal_items(user_id, leaf, kind) VALUES (@sender, @leaf, 'status')", new { sender = sender.Id, leaf });
            },
            (leaf, batch) =>
            {
                if (sender.IsOurs)
                {
                    batch.Deliveries.Add(new StatusDelivery(leaf, sender, new DeliveryStatus
                    {
                        Event = id, Room = room.RoomId, Recipient = sender.UserId, Code = code.Code, At = WireTime.Format(batch.At),
                    }));
                }
            });
    }

    private static UserId? JoinOf(byte[] record)
    {
        using var document = JsonDocument.Parse(record);
        var header = document.RootElement.GetProperty("header");
        return header.GetProperty("type").GetString() == EventTypes.Membership && header.GetProperty("state") is var state
            && state.GetProperty(StateFields.Membership).GetString() == MembershipState.Join
            ? UserId.Parse(state.GetProperty(StateFields.Target).GetString()!)
            : null;
    }
}
