using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Archive;

/// <summary>The hash of a place that a stored record holds.</summary>
internal static class HubEntryHash
{
    /// <param name="record">Fixed part of a record of kind event.</param>
    public static byte[] Of(byte[] record)
    {
        using var document = JsonDocument.Parse(record);
        var root = document.RootElement;
        return EventIdentity.HubEntryHash(
            RoomId.Parse(root.GetProperty("header").GetProperty("room").GetString()!),
            EventId.Parse(root.GetProperty("event").GetString()!),
            root.GetProperty("hub").Deserialize(OcipJson.Default.HubEntry)!);
    }
}
