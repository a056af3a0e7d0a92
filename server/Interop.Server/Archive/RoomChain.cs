using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Server.Pipeline;

namespace Interop.Server.Archive;

/// <summary>Does the place that a hub gave continue the chain that we have of the room? (spec 05, 06)</summary>
internal static class RoomChain
{
    /// <summary>Null when the event is the next one; else the answer: known already, something before it is missing, or a fork.</summary>
    public static SubmitResult? Judge(CommitBatch batch, MessageContext context, HubEntry place)
    {
        var head = batch.HeadOf(context.Room);
        if (place.Seq > head.Seq + 1)
            return Answer(context, DecisionCodes.EarlierMissing);
        if (place.Seq == head.Seq + 1)
        {
            if (place.Previous != Base64UrlText.Of(head.Hash))
                return Fork(batch, context, place, EntryAt(batch, context, head.Seq));
            // One event in two places is two stories as well: it would be delivered twice.
            return batch.Known(context.EventId) is { } told && PlaceOf(batch, told) is { } earlier ? Fork(batch, context, place, (told, earlier)) : null;
        }
        if (EntryAt(batch, context, place.Seq) is not { } known)
            return Answer(context, DecisionCodes.DeliveredArchived); // from before we followed the room
        return HubEntryHash.Of(known.Record).AsSpan().SequenceEqual(EventIdentity.HubEntryHash(context.Room.RoomId, context.EventId, place))
            ? Repeats.Read(batch.Connection, known.Leaf)
            : Fork(batch, context, place, known);
    }

    /// <summary>Keeps both entries as the hub has signed them: whoever is shown them can check them.</summary>
    private static SubmitResult Fork(CommitBatch batch, MessageContext context, HubEntry place, (long Leaf, byte[] Record)? known)
    {
        var room = context.Room;
        var theirs = Signed(context.EventId.Value, JsonSerializer.SerializeToNode(place, OcipJson.Default.HubEntry)!, context.Attestation);
        var fields = new JsonObject { ["hub"] = room.Hub.Value, ["room"] = room.RoomId.Value, ["seq"] = place.Seq, ["shownBy"] = context.Principal.Peer?.Value ?? room.Hub.Value, ["theirs"] = theirs };
        if (known is { } ours)
        {
            var record = JsonNode.Parse(ours.Record)!;
            var wire = batch.Connection.QuerySingleOrDefault<byte[]>("SELECT wire FROM attestations WHERE leaf=@leaf", new { leaf = ours.Leaf });
            fields["ours"] = Signed(record["event"]!.GetValue<string>(), record["hub"]!.DeepClone(), wire is null ? null : Attestation.Parse(wire));
        }
        // Sent again, the same contradiction is not another one.
        var shown = batch.Connection.ExecuteScalar<long>("""
            SELECT count(*) FROM records WHERE kind='fork' AND room_id=@room AND json_extract(CAST(record AS TEXT), '$.theirs.event')=@id
              AND json_extract(CAST(record AS TEXT), '$.theirs.hub.accepted')=@accepted AND json_extract(CAST(record AS TEXT), '$.theirs.hub.previous')=@previous
              AND json_extract(CAST(record AS TEXT), '$.seq')=@seq
            """, new { room = room.Id, id = context.EventId.Value, accepted = place.Accepted, previous = place.Previous, seq = place.Seq });
        if (shown == 0)
            batch.Append(new LogRecord(LogRecord.Fork, fields) { RoomRow = room.Id });
        return Answer(context, DecisionCodes.ForkedHistory);
    }

    private static JsonObject Signed(string id, JsonNode hub, Attestation? attestation)
    {
        var entry = new JsonObject { ["event"] = id, ["hub"] = hub };
        if (attestation is not { HubSignature: { } proof })
            return entry;
        entry["batch"] = JsonSerializer.SerializeToNode(attestation.Batches[proof.Batch], OcipJson.Default.SignedBatch);
        entry["index"] = proof.Index;
        entry["path"] = new JsonArray([.. proof.Path.Select(p => (JsonNode?)JsonValue.Create(p))]);
        return entry;
    }

    private static (long Leaf, byte[] Record)? EntryAt(CommitBatch batch, MessageContext context, long seq) => batch.Connection.QuerySingleOrDefault<(long Leaf, byte[] Record)?>(
        "SELECT leaf, record FROM records WHERE room_id=@room AND seq=@seq", new { room = context.Room.Id, seq });

    private static byte[]? PlaceOf(CommitBatch batch, long leaf) =>
        batch.Connection.QuerySingleOrDefault<byte[]>("SELECT record FROM records WHERE leaf=@leaf AND kind='event' AND seq IS NOT NULL", new { leaf });

    private static SubmitResult Answer(MessageContext context, DecisionCode code) => new() { Code = code.Code, Detail = code.Meaning, Event = context.EventId };
}
