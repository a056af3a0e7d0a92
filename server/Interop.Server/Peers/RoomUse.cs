using System.Text.Json;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Rooms;

namespace Interop.Server.Peers;

/// <summary>What an event of a room needs of the agreement between its organisations (spec 02).</summary>
internal static class RoomUse
{
    /// <summary>Null when the agreement with the peer covers the event; else 5.1.4 to 5.1.6.</summary>
    /// <param name="agreements">Those in force.</param>
    /// <param name="peer">The other organisation.</param>
    /// <param name="room">Its room.</param>
    /// <param name="header">The event.</param>
    /// <param name="content">What it says; undefined when that is not at hand.</param>
    public static Fault? Check(Agreements agreements, ProviderName peer, Room room, EventHeader header, JsonElement content)
    {
        // Leaving and taking back are always covered: an agreement that was limited must not keep people in.
        if (header.Type == EventTypes.Retract || (header.Type == EventTypes.Membership && header.State?.GetProperty(StateFields.Membership).GetString() != MembershipState.Join))
            return agreements.Check(peer);
        var features = new List<string>(3) { room.Kind == Room.Direct ? Agreement.Direct : Agreement.Rooms };
        if (header.Network is not null)
            features.Add(Agreement.Bridged);
        if (HasExternalPart(content))
            features.Add(Agreement.Attachments);
        var outgoing = header.Origin == room.Own;
        return agreements.Check(peer, new AgreementUse(outgoing, features, outgoing ? header.Sender.Local : null));
    }

    /// <summary>A part that lies elsewhere: an attachment.</summary>
    private static bool HasExternalPart(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => (value.TryGetProperty("cardinality", out var kind) && kind.ValueKind == JsonValueKind.String && kind.GetString() == "external")
            || value.EnumerateObject().Any(member => HasExternalPart(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasExternalPart),
        _ => false,
    };
}
