using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Peers;
using Interop.Server.Pipeline;

namespace Interop.Server.Rooms;

/// <summary>
/// A room gets another hub (spec 06): the new one signs that it goes on from exactly this head, and the old one places an event that
/// says so. From then on the new one orders; the room's id stays.
/// </summary>
internal sealed class HandOvers(RoomDirectory rooms, ArchiveKeys keys, AppendLog log, EventBuilder builder, PeerClient peers, Func<MessagePipeline> pipeline, TimeProvider time)
{
    /// <summary>What both sign: JCS(hand-over).</summary>
    public static byte[] Payload(HandOver handOver) => CanonicalJson.Of(JsonSerializer.SerializeToElement(handOver, OcipJson.Default.HandOver));

    /// <summary>Gives a room that we order to another provider with participants in it. In the room's own order: nothing gets a place meanwhile.</summary>
    /// <exception cref="ProblemException">The room is not ours to give, or the other provider does not take it.</exception>
    public async Task GiveAsync(Room room, ProviderName to)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = room.Mailbox.TryPost(async () =>
        {
            try
            {
                await GiveInOrderAsync(room, to);
                done.TrySetResult();
            }
            catch (Exception fault)
            {
                done.TrySetException(fault);
            }
        });
        if (!posted)
            throw new ProblemException(DecisionCodes.QueueLimit);
        await done.Task;
    }

    /// <summary>Another provider asks us to order a room that we follow: accepted when our copy ends exactly where it says.</summary>
    /// <exception cref="ProblemException">5.5.4 we do not follow it; 4.3.0 our copy is not there yet; 5.5.6 it ends otherwise.</exception>
    public async Task<HandOverAccepted> AcceptAsync(ProviderName from, HandOver asked)
    {
        if (asked.From != from || asked.To != rooms.Provider || rooms.Find(asked.Room) is not { IsOrderedHere: false } room || room.Hub != from || !room.Users.Any(u => u.IsOurs))
            throw new ProblemException(DecisionCodes.NotFound, "This provider does not follow such a room of yours.");
        await log.WriteAsync(static _ => true);
        if (room.Head.Seq < asked.Seq)
            throw new ProblemException(DecisionCodes.EarlierMissing, $"The copy here ends at {room.Head.Seq}.");
        if (room.Head.Seq != asked.Seq || Base64UrlText.Of(room.Head.Hash) != asked.Hash)
            throw new ProblemException(DecisionCodes.ForkedHistory, "The copy here does not end with this entry.");
        return new HandOverAccepted(DetachedJws.Sign(keys.Hub, Payload(asked)));
    }

    private async Task GiveInOrderAsync(Room room, ProviderName to)
    {
        if (!room.IsOrderedHere || !room.Peers.Contains(to))
            throw new ProblemException(DecisionCodes.Malformed, $"{to} has no participant in a room that is ordered here.");
        await log.WriteAsync(static _ => true); // what was decided before is on disk, and the head is the last one
        var asked = new HandOver(room.RoomId, room.Head.Seq, Base64UrlText.Of(room.Head.Hash), rooms.Provider, to);
        var answer = await peers.AskAsync(to, HttpMethod.Post, "handover", JsonSerializer.SerializeToUtf8Bytes(asked, OcipJson.Default.HandOver));
        if (answer.Read(OcipJson.Default.HandOverAccepted) is not { } accepted)
            throw answer.Problem($"{to} does not take the room.");
        var state = new JsonObject { [StateFields.Accepted] = accepted.Signature, [StateFields.Hub] = to.Value, [StateFields.Kind] = room.Kind };
        var draft = new EventDraft
        {
            Room = room.RoomId,
            Type = EventTypes.Room,
            State = JsonSerializer.SerializeToElement(state, OcipJson.Default.JsonObject),
            Content = JsonSerializer.SerializeToElement(new JsonObject(), OcipJson.Default.JsonObject),
        };
        var sender = room.Users.FirstOrDefault(u => u.IsOurs) ?? throw new ProblemException(DecisionCodes.Malformed, "Nobody of this provider is in the room.");
        var context = builder.Build(Principal.Server, Guid.CreateVersion7(time.GetUtcNow()), 0, sender, room, draft, null, asServer: true);
        await pipeline().RunAsync(context);
        var result = await context.Answer;
        if (DecisionCodes.Find(result.Code) is not { Class: '2' })
            throw new ProblemException(DecisionCodes.Find(result.Code) ?? DecisionCodes.ArchiveUnavailable, result.Detail);
    }
}
