using System.Text.Json;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Delivery;

/// <summary>The delivery status that a release or report record tells.</summary>
internal static class StatusOf
{
    public static DeliveryStatus Record(byte[] record, byte[]? body)
    {
        using var document = JsonDocument.Parse(record);
        var root = document.RootElement;
        using var content = body is null ? null : JsonDocument.Parse(body);
        var said = content?.RootElement.GetProperty("content");
        return new DeliveryStatus
        {
            Event = EventId.Parse(root.GetProperty("event").GetString()!),
            Room = RoomId.Parse(root.GetProperty("room").GetString()!),
            Recipient = UserId.Parse(root.GetProperty("recipient").GetString()!),
            Code = root.GetProperty("code").GetString()!,
            HoldUntil = Text(root, "holdUntil"),
            At = root.GetProperty("at").GetString()!,
            Fidelity = said is { } notes && notes.TryGetProperty("fidelity", out var fidelity) ? [.. fidelity.EnumerateArray().Select(f => f.GetString()!)] : null,
            Detail = said is { } detail ? Text(detail, "detail") : null,
        };
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString() : null;
}
