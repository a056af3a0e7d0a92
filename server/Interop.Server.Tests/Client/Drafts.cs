using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Tests.Client;

/// <summary>Drafts and frames that the tests of the client need, with nothing in them that they do not look at.</summary>
internal static class Drafts
{
    public static EventDraft Text(RoomId room, string text) => new()
    {
        Room = room, Type = EventTypes.Message,
        Content = JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent),
    };

    public static string TextOf(EventDraft draft) =>
        MessageText.PlainOf(draft.Content.Deserialize(OcipJson.Default.MessageContent)!)!;

    public static SyncFrame Frame(long cursor, params long[] positions) =>
        new(cursor, [], [.. positions.Select(position => new SyncItem { Position = position, Kind = "test" })]);

    public static string Sse(SyncFrame frame) =>
        $"id: {frame.Cursor}\nevent: frame\ndata: {JsonSerializer.Serialize(frame, OcipJson.Default.SyncFrame)}\n\n";
}
