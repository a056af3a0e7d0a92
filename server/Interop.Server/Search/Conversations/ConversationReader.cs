using System.Text.Json;
using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Search.Index;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Search.Conversations;

/// <summary>Reads a room as it was (spec 08): its records around a place, what belongs to each, and who could see it.</summary>
internal sealed class ConversationReader(Database database, RoomTimeline timeline, Audience audience, ArchiveReader archive, EventLookup events, IndexStore index, SourceReader source, UserDirectory users, AppendLog log)
{
    public ConversationView Read(Room room, ConversationPlace place, string[] hidden)
    {
        var size = log.Committed;
        var upTo = place.At is { } at ? timeline.LeafAt(at, size) : size - 1;
        var leaves = LeavesOf(room, place, upTo, hidden);
        var (name, topic) = StateOf(room, upTo, place.At is not null);
        return new ConversationView
        {
            Room = room.RoomId,
            Kind = room.Kind,
            Name = name,
            Topic = topic,
            At = place.At is { } then ? WireTime.Format(then) : null,
            Participants = ParticipantsOf(room, upTo, place.At is not null),
            Items = [.. leaves.Select(leaf => ItemOf(leaf, upTo)).OfType<ConversationItem>()],
            Earlier = leaves.Count > 0 && timeline.Before(room.Id, leaves[0], 1, hidden).Count > 0 ? leaves[0] : null,
            Later = leaves.Count > 0 && timeline.After(room.Id, leaves[^1], upTo, 1, hidden).Count > 0 ? leaves[^1] : null,
        };
    }

    private List<long> LeavesOf(Room room, ConversationPlace place, long upTo, string[] hidden)
    {
        if (place.After is { } after)
            return timeline.After(room.Id, after, upTo, place.Limit, hidden);
        if (place.Around is not { } around)
            return timeline.Before(room.Id, Math.Min(place.Before ?? long.MaxValue, upTo + 1), place.Limit, hidden);
        var before = timeline.Before(room.Id, Math.Min(around, upTo + 1), place.Limit / 2, hidden);
        return [.. before, .. timeline.After(room.Id, around - 1, upTo, place.Limit - before.Count, hidden)];
    }

    private ConversationItem? ItemOf(long leaf, long upTo)
    {
        if (archive.One(leaf) is not { } record)
            return null;
        var item = new ConversationItem { Record = record };
        var root = record.Record;
        if (root.GetProperty("kind").GetString() is not (LogRecord.Event or LogRecord.Egress or LogRecord.Refusal))
            return item with { Of = root.TryGetProperty("event", out var about) ? Find(about) : null };
        if (root.GetProperty("header").TryGetProperty("relates", out var relates) && relates.TryGetProperty("event", out var target))
            item = item with { Of = Find(target) };
        var versions = database.Read(c => c.Query<long>("SELECT leaf FROM relations WHERE target=@leaf AND leaf<=@upTo AND type IN ('edit', 'retract') ORDER BY leaf", new { leaf, upTo }).ToArray());
        return audience.Complete(versions.Length == 0 ? item : item with { Versions = versions }, upTo);
    }

    private long? Find(JsonElement id) => EventId.TryParse(id.GetString(), out var known) ? events.Find(known)?.Leaf : null;

    private ConversationPerson[] ParticipantsOf(Room room, long upTo, bool isPast)
    {
        var seq = timeline.SeqAt(room.Id, upTo);
        var stays = database.Read(c => c.Query<(long User, string Role, long Joined)>(
            "SELECT user_id, role, joined_seq FROM participants WHERE room_id=@room AND joined_seq<=@seq AND (left_seq IS NULL OR left_seq>@seq) ORDER BY joined_seq, user_id", new { room = room.Id, seq }).AsList());
        return [.. stays.Select(s => new ConversationPerson(users.Get(s.User).UserId, NameOf(users.Get(s.User), isPast ? upTo : long.MaxValue), s.Role, s.Joined))];
    }

    private string NameOf(User user, long leaf) => leaf == long.MaxValue ? user.DisplayName : FormerNames.At(database.Read(c => FormerNames.Of(c, user.Id)), leaf, user.DisplayName);

    /// <summary>From the last records that have set them; what the index has not passed yet is known as it is now.</summary>
    private (string? Name, string? Topic) StateOf(Room room, long upTo, bool isPast)
    {
        if (!isPast)
            return (room.Name, room.Topic);
        string? name = null, topic = null;
        foreach (var leaf in index.Catalog.RoomStates(room.Id, upTo))
        {
            if (source.One(leaf) is not { Body: { } body, Sealed: false })
                continue;
            using var content = JsonDocument.Parse(body);
            name ??= Text(content.RootElement, "name");
            topic ??= Text(content.RootElement, "topic");
            if (name is not null && topic is not null)
                break;
        }
        return (name, topic);
    }

    private static string? Text(JsonElement body, string member) =>
        body.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object && content.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
