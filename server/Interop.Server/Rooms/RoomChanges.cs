using System.Text.Json;
using Dapper;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Pipeline;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Rooms;

/// <summary>What a membership, room or supervision event changes: in the store with its commit, in memory after it.</summary>
internal static class RoomChanges
{
    public static void Write(SqliteConnection connection, MessageContext context, long seq)
    {
        var room = context.Room.Id;
        if (context.WithoutBody)
        {
            // Kept by its header alone, it changes nothing; only a hand-over holds, which both hubs have signed.
            if (NewHub(context) is { } next)
                HandOver(connection, context.Room, next);
            return;
        }
        if (context.Membership is { } membership)
        {
            var user = membership.Target.Id;
            if (membership.Change == MembershipState.Join)
            {
                // A hub that adds somebody twice begins a new stay.
                connection.Execute("UPDATE participants SET left_seq=@seq WHERE room_id=@room AND user_id=@user AND left_seq IS NULL", new { room, user, seq });
                connection.Execute("INSERT INTO participants(room_id, user_id, role, joined_seq) VALUES (@room, @user, @role, @seq)",
                    new { room, user, role = membership.Role, seq });
            }
            else
            {
                connection.Execute("UPDATE participants SET left_seq=@seq WHERE room_id=@room AND user_id=@user AND left_seq IS NULL", new { room, user, seq });
            }
        }
        else if (context.Type is EventTypes.Room or EventTypes.Supervision)
        {
            if (NewHub(context) is { } hub)
                HandOver(connection, context.Room, hub);
            var supervision = StatedSupervision.After(context.Room.Supervision, context.HeaderFields) is { } stated ? StatedSupervision.Text(stated) : null;
            connection.Execute("UPDATE rooms SET name=coalesce(@name, name), topic=coalesce(@topic, topic), supervision=coalesce(@supervision, supervision) WHERE id=@room",
                new { room, name = Text(context, "name"), topic = Text(context, "topic"), supervision });
        }
    }

    public static void Apply(MessageContext context, long seq)
    {
        var room = context.Room;
        if (context.WithoutBody)
        {
            room.Hub = NewHub(context) ?? room.Hub;
            return;
        }
        if (context.Membership is { } membership)
        {
            var others = room.Participants.Where(p => p.User != membership.Target);
            room.SetParticipants(membership.Change == MembershipState.Join ? others.Append(new Participant(membership.Target, membership.Role, seq)) : others);
            // People of another organisation bring its declaration.
            if (membership.Change == MembershipState.Join && !membership.Target.IsOurs)
                room.DeclaredAt = 0;
        }
        else if (context.Type is EventTypes.Room or EventTypes.Supervision)
        {
            if (NewHub(context) is { } hub)
                room.Hub = hub;
            room.Supervision = StatedSupervision.After(room.Supervision, context.HeaderFields) ?? room.Supervision;
            room.Name = Text(context, "name") ?? room.Name;
            room.Topic = Text(context, "topic") ?? room.Topic;
        }
    }

    /// <summary>Of a room event that hands the room over: to whom.</summary>
    public static ProviderName? NewHub(MessageContext context) =>
        context.Type == EventTypes.Room && context.Draft.State is { ValueKind: JsonValueKind.Object } state && state.TryGetProperty(StateFields.Hub, out var hub)
            ? ProviderName.Parse(hub.GetString()!)
            : null;

    /// <summary>What was on its way to the old hub goes to the new one; when that is this provider, it is adopted (<see cref="Outbound.Adoption"/>).</summary>
    private static void HandOver(SqliteConnection connection, Room room, ProviderName to)
    {
        connection.Execute("UPDATE rooms SET hub=@hub WHERE id=@room", new { hub = to == room.Own ? null : to.Value, room = room.Id });
        connection.Execute("""
            UPDATE outbox SET peer=@to WHERE room_id=@room AND peer=@from AND lane='event' AND EXISTS (SELECT 1 FROM records r WHERE r.leaf=outbox.leaf AND r.kind='egress')
            """, new { to = to.Value, from = room.Hub.Value, room = room.Id });
    }

    private static string? Text(MessageContext context, string name) =>
        context.Draft.Content.ValueKind == JsonValueKind.Object && context.Draft.Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
