using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Compliance;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Pipeline;

namespace Interop.Server.Rooms;

/// <summary>
/// Keeps the state of rooms true to what is declared (spec 05): when it has changed since a room's last event, an event of type supervision
/// comes before the next one. Each room by itself, so that a change does not touch all rooms at once.
/// </summary>
internal sealed class RoomDeclarations(Declarations declarations, EventBuilder builder, TimeProvider time)
{
    /// <summary>Whether the room has to be looked at before this event. One comparison for nearly every event.</summary>
    public bool IsDue(MessageContext context) =>
        context.Room.DeclaredAt != declarations.Generation && context.Type != EventTypes.Supervision && context.Room is { IsOrderedHere: true, Head.Seq: > 0 };

    /// <summary>The event that declares what the room's state lacks; null when it lacks nothing. Called in the room's own order.</summary>
    public MessageContext? EventFor(Room room)
    {
        room.DeclaredAt = declarations.Generation;
        var lacking = declarations.Present(room).Where(d => !StatedSupervision.Has(room.Supervision, d)).ToArray();
        // Made on behalf of a participant, as every event is; of one whose provider we are.
        if (lacking.Length == 0 || Array.Find(room.Participants, p => p.User.IsOurs)?.User is not { } sender)
            return null;
        var draft = new EventDraft
        {
            Room = room.RoomId,
            Type = EventTypes.Supervision,
            State = JsonSerializer.SerializeToElement(new JsonObject { [StateFields.Supervision] = StatedSupervision.Node(lacking) }, OcipJson.Default.JsonObject),
            Content = JsonSerializer.SerializeToElement(new JsonObject(), OcipJson.Default.JsonObject),
        };
        return builder.Build(Principal.Server, Guid.CreateVersion7(time.GetUtcNow()), 0, sender, room, draft, null, asServer: true);
    }

    /// <summary>What became of it: when it could not be archived now, it is made again before the next event.</summary>
    public static async Task SettleAsync(MessageContext declared)
    {
        if (DecisionCodes.Find((await declared.Answer).Code) is { Class: '4' })
            declared.Room.DeclaredAt = 0;
    }
}
