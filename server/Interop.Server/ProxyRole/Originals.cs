using System.Text.Json;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Microsoft.Data.Sqlite;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.ProxyRole;

/// <summary>What has become of the messages that edits change, at this proxy (spec 7.7, 10.4): an edit waits for the review of its original.</summary>
internal static class Originals
{
    /// <summary>The message that an event edits; null of anything else.</summary>
    public static EventId? Of(EventHeader header) => header is { Type: EventTypes.Edit, Relates: { Type: Relation.Replaces } relates } ? relates.Event : null;

    /// <summary>The input with what is known of the original, for each recipient.</summary>
    public static PolicyInput With(SqliteConnection connection, in PolicyInput input)
    {
        if (Of(input.Header) is not { } original)
            return input;
        var (inReview, blocked) = (default(RecipientSet), default(RecipientSet));
        for (var i = 0; i < input.Recipients.Length; i++)
        {
            var recipient = input.Recipients[i].User;
            if (HoldRow.Find(connection, original, recipient) is { } row)
                inReview = row.Reason == HeldEvent.ForReview ? inReview.With(i) : inReview;
            else if (WasBlocked(connection, original, recipient))
                blocked = blocked.With(i);
        }
        return input with { OriginalInReview = inReview, OriginalBlocked = blocked };
    }

    /// <summary>A review has ended for a recipient: what a release of the edits that waited with it would answer now.</summary>
    public static IEnumerable<DeliveryStatus> EditsBehind(SqliteConnection connection, HoldRow original, DecisionCode code, DateTimeOffset now) =>
        from row in HoldRow.Of(connection, UserId.Parse(original.Recipient), HeldEvent.ForReview)
        where row.Room == original.Room && Of(DecidedEvent.Read(connection, row.Leaf, reviewed: false).Header)?.Value == original.Event
        select new DeliveryStatus
        {
            Event = EventId.Parse(row.Event), Room = RoomId.Parse(row.Room), Recipient = UserId.Parse(row.Recipient), Code = code.Class == '5' ? code.Code : DecisionCodes.DeliveredArchived.Code,
            At = WireTime.Format(now),
        };

    private static bool WasBlocked(SqliteConnection connection, EventId original, UserId recipient)
    {
        var record = connection.QuerySingleOrDefault<byte[]?>(
            "SELECT r.record FROM decision_releases d JOIN records r ON r.leaf=d.leaf WHERE d.event=@ev AND d.recipient=@recipient", new { ev = original.Value, recipient = recipient.Value });
        if (record is null)
            return false;
        using var document = JsonDocument.Parse(record);
        return document.RootElement.GetProperty("decision").GetProperty("code").GetString()![0] == '5';
    }
}
