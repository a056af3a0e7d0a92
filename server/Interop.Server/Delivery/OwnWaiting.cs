using System.Text.Json;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Delivery;

/// <summary>What a sender's own messages in a room wait for (spec 13.6): for a client that was not there when they were answered.</summary>
internal sealed class OwnWaiting(Database database, UserDirectory users)
{
    /// <summary>Messages and recipients that are told at once.</summary>
    public const int ListMax = 500;

    /// <summary>Each message and recipient, the newest messages first.</summary>
    public DeliveryStatus[] Of(Room room, User sender) => [.. database.Read(c => c.Query<(byte[] Record, long User, string Reason)>("""
        SELECT r.record, h.user_id, h.reason FROM json_each(@people) p JOIN holds h ON h.user_id=p.value AND h.room_id=@room JOIN records r ON r.leaf=h.leaf
        WHERE r.sender=@sender ORDER BY h.leaf DESC, h.user_id LIMIT @max
        """, new { people = $"[{string.Join(',', room.Users.Select(u => u.Id))}]", room = room.Id, sender = sender.Id, max = ListMax }).AsList())
        .Select(row => View(row.Record, room.RoomId, users.Get(row.User).UserId, row.Reason))];

    private static DeliveryStatus View(byte[] record, RoomId room, UserId recipient, string reason)
    {
        using var document = JsonDocument.Parse(record);
        var root = document.RootElement;
        var (code, until) = SaidOf(root.GetProperty("decision"), recipient);
        var now = reason switch
        {
            HeldEvent.ForNotice => DecisionCodes.DeliveredWithNotice.Code,
            HeldEvent.ForReview => DecisionCodes.HeldForReview.Code,
            HeldEvent.ForConsent => DecisionCodes.HeldByPolicy.Code,
            _ => code == DecisionCodes.HeldByPolicy.Code ? code : DecisionCodes.HeldDeliveryHours.Code,
        };
        return new DeliveryStatus
        {
            // What it waits for may be another thing than when it was answered: then that end is none.
            Event = EventId.Parse(root.GetProperty("event").GetString()!), Room = room, Recipient = recipient, Code = now, HoldUntil = code == now ? until : null, At = root.GetProperty("at").GetString()!,
        };
    }

    /// <summary>What its sender was answered.</summary>
    private static (string? Code, string? Until) SaidOf(JsonElement decision, UserId recipient)
    {
        if (!decision.TryGetProperty("recipients", out var recipients))
            return default;
        foreach (var said in recipients.EnumerateArray().Where(r => r.GetProperty("user").GetString() == recipient.Value))
            return (said.GetProperty("code").GetString(), said.TryGetProperty("holdUntil", out var until) ? until.GetString() : null);
        return default;
    }
}
