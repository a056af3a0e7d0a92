using System.Text.Json;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Search.Index;
using Interop.Server.Search.Text;

namespace Interop.Server.Search.Query;

/// <summary>Reads the records of a page, and of each what shows why it was found. What came to be sealed, or has ended, since the index was asked is left out.</summary>
internal sealed class HitReader(SourceReader source, UserDirectory users, RoomDirectory rooms)
{
    public SearchHit? Read(long leaf, IReadOnlyList<QueryNode.Phrase> phrases)
    {
        if (source.One(leaf) is not { Sealed: false, Ended: false } record || (record.Kind == LogRecord.Egress && record.Body is null))
            return null;
        using var parsed = JsonDocument.Parse(record.Record);
        var root = parsed.RootElement;
        var header = root.TryGetProperty("header", out var found) ? found : default;
        var snippet = record.Body is null || record.Kind == LogRecord.Access ? null : SnippetMaker.Of(RecordTexts.Of(record.Body), phrases);
        RoomId? room = RoomId.TryParse(Text(header, "room") ?? Text(root, "room"), out var named) ? named : null;
        UserId? sender = UserId.TryParse(Text(header, "sender"), out var by) ? by : null;
        return new SearchHit
        {
            Index = leaf,
            At = Text(root, "at")!,
            Kind = record.Kind,
            Type = Text(header, "type"),
            Room = room,
            Sender = sender,
            SenderName = sender is { } who ? users.Find(who)?.DisplayName : null,
            RoomName = room is { } where ? rooms.Find(where)?.Name : null,
            Network = Text(header, "network") ?? Text(root, "network"),
            Code = root.TryGetProperty("decision", out var decision) ? Text(decision, "code") : Text(root, "code"),
            Part = snippet?.Part,
            Snippet = snippet?.Pieces,
        };
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
