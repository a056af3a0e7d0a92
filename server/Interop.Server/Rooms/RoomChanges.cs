using System.Text.Json;
using Dapper;
using Interop.Protocol.Events;
using Interop.Server.Pipeline;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Rooms;

/// <summary>What a membership or room event changes: in the store with its commit, in memory after it.</summary>
internal static class RoomChanges
{
    public static void Write(SqliteConnection connection, MessageContext context, long seq)
    {
        var room = context.Room.Id;
        if (context.Membership is { } membership)
        {
            var user = membership.Target.Id;
            if (membership.Change == MembershipState.Join)
            {
                connection.Execute("INSERT INTO participants(room_id, user_id, role, joined_seq) VALUES (@room, @user, @role, @seq)",
                    new { room, user, role = membership.Role, seq });
            }
            else
            {
                connection.Execute("UPDATE participants SET left_seq=@seq WHERE room_id=@room AND user_id=@user AND left_seq IS NULL", new { room, user, seq });
            }
        }
        else if (context.Type == EventTypes.Room)
        {
            connection.Execute("UPDATE rooms SET name=coalesce(@name, name), topic=coalesce(@topic, topic) WHERE id=@room",
                new { room, name = Text(context, "name"), topic = Text(context, "topic") });
        }
    }

    public static void Apply(MessageContext context, long seq)
    {
        var room = context.Room;
        if (context.Membership is { } membership)
        {
            var others = room.Participants.Where(p => p.User != membership.Target);
            room.SetParticipants(membership.Change == MembershipState.Join ? others.Append(new Participant(membership.Target, membership.Role, seq)) : others);
        }
        else if (context.Type == EventTypes.Room)
        {
            room.Name = Text(context, "name") ?? room.Name;
            room.Topic = Text(context, "topic") ?? room.Topic;
        }
    }

    private static string? Text(MessageContext context, string name) =>
        context.Draft.Content.ValueKind == JsonValueKind.Object && context.Draft.Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
