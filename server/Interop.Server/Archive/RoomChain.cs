using System.Buffers.Text;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
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
            // One event in two places is two stories as well: it would be delivered twice.
            return place.Previous == Base64Url.EncodeToString(head.Hash) && !HasPlace(batch, context) ? null : Answer(context, DecisionCodes.ForkedHistory);
        }
        var row = batch.Connection.QuerySingleOrDefault<(long Leaf, byte[] Record)?>(
            "SELECT leaf, record FROM records WHERE room_id=@room AND seq=@seq", new { room = context.Room.Id, seq = place.Seq });
        if (row is not { } known)
            return Answer(context, DecisionCodes.DeliveredArchived); // from before we followed the room
        return HubEntryHash.Of(known.Record).AsSpan().SequenceEqual(EventIdentity.HubEntryHash(context.Room.RoomId, context.EventId, place))
            ? Repeats.Read(batch.Connection, known.Leaf)
            : Answer(context, DecisionCodes.ForkedHistory);
    }

    private static bool HasPlace(CommitBatch batch, MessageContext context) =>
        batch.Known(context.EventId, besides: context.Returns) is { } known && batch.Connection.ExecuteScalar<long>("SELECT count(*) FROM records WHERE leaf=@known AND seq IS NOT NULL", new { known }) > 0;

    private static SubmitResult Answer(MessageContext context, DecisionCode code) => new() { Code = code.Code, Detail = code.Meaning, Event = context.EventId };
}
