using Dapper;
using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>Portals, and who is in them as far as the bridge brought or saw them in.</summary>
internal static class PortalTable
{
    private const string Columns = """
        SELECT native_room AS NativeRoom, room AS Room, kind AS Kind, direct AS Direct, person AS Person, person_user AS PersonUser,
            voice AS Voice, state AS State, generation AS Generation FROM portal
        """;

    public static void Set(SqliteConnection connection, NativePortal portal, UserId? person, PortalState state, long generation = 0) => connection.Execute(
        """
        INSERT INTO portal (native_room, room, kind, direct, person, person_user, voice, state, generation)
        VALUES (@nativeRoom, @room, @kind, @direct, @person, @personUser, @voice, @state, @generation)
        ON CONFLICT (native_room) DO UPDATE SET room = excluded.room, kind = excluded.kind, direct = excluded.direct, person = excluded.person,
            person_user = excluded.person_user, voice = excluded.voice, state = excluded.state, generation = excluded.generation
        """,
        new
        {
            nativeRoom = portal.NativeRoom.Value, room = portal.Room.Value, kind = portal.Kind.ToString(), direct = portal.Direct ? 1 : 0,
            person = portal.Person?.Value, personUser = person?.Value, voice = portal.Voice.Value, state = (int)state, generation,
        });

    public static void SetState(SqliteConnection connection, NativeRoomId room, PortalState state) =>
        connection.Execute("UPDATE portal SET state = @state WHERE native_room = @room", new { room = room.Value, state = (int)state });

    public static PortalRow? Find(SqliteConnection connection, NativeRoomId room) =>
        connection.QueryFirstOrDefault<PortalRow>($"{Columns} WHERE native_room = @room", new { room = room.Value });

    /// <summary>The newest gated portal of a person in a room, closed ones too.</summary>
    public static PortalRow? FindGated(SqliteConnection connection, RoomId room, UserId person) => connection.QueryFirstOrDefault<PortalRow>(
        $"{Columns} WHERE room = @room AND person_user = @person ORDER BY state = 2, generation DESC LIMIT 1", new { room = room.Value, person = person.Value });

    public static IReadOnlyList<PortalRow> Open(SqliteConnection connection) => connection.Query<PortalRow>($"{Columns} WHERE state < 2").AsList();

    public static void SetMember(SqliteConnection connection, NativeRoomId room, UserId user, NativeUserId account, bool ghost) => connection.Execute(
        """
        INSERT INTO portal_member (native_room, user, account, ghost) VALUES (@room, @user, @account, @ghost)
        ON CONFLICT (native_room, user) DO UPDATE SET account = excluded.account, ghost = excluded.ghost
        """,
        new { room = room.Value, user = user.Value, account = account.Value, ghost = ghost ? 1 : 0 });

    public static void RemoveMember(SqliteConnection connection, NativeRoomId room, UserId user) =>
        connection.Execute("DELETE FROM portal_member WHERE native_room = @room AND user = @user", new { room = room.Value, user = user.Value });

    /// <summary>The native account of a user who is in this native room as a native person, or null.</summary>
    public static NativeUserId? NativeMember(SqliteConnection connection, NativeRoomId room, UserId user) =>
        connection.QueryFirstOrDefault<string>(
            "SELECT account FROM portal_member WHERE native_room = @room AND user = @user AND ghost = 0", new { room = room.Value, user = user.Value }) is { } account
            ? new NativeUserId(account)
            : null;

    public static bool HasGhost(SqliteConnection connection, NativeRoomId room, UserId user) => connection.ExecuteScalar<long>(
        "SELECT EXISTS (SELECT 1 FROM portal_member WHERE native_room = @room AND user = @user AND ghost = 1)", new { room = room.Value, user = user.Value }) == 1;

    /// <summary>
    /// The observed portal of a room in which this user sits as a native person, or null: there the network shows everything by itself. Also one that the bridge
    /// was thrown out of: its people are not to be followed into rooms of their own.
    /// </summary>
    public static NativeRoomId? ObservedWith(SqliteConnection connection, RoomId room, UserId user) => connection.QueryFirstOrDefault<string>(
        """
        SELECT p.native_room FROM portal p JOIN portal_member m ON m.native_room = p.native_room
        WHERE p.room = @room AND p.kind = 'Observed' AND m.user = @user AND m.ghost = 0 ORDER BY p.state LIMIT 1
        """,
        new { room = room.Value, user = user.Value }) is { } found
        ? new NativeRoomId(found)
        : null;

    public static IReadOnlyList<Ghost> GhostsIn(SqliteConnection connection, NativeRoomId room) =>
    [
        .. connection.Query<(string User, string Network, string Address, string Account, string Name)>(
            """
            SELECT g.user, g.network, g.address, g.account, g.name FROM portal_member m JOIN ghost g ON g.user = m.user
            WHERE m.native_room = @room AND m.ghost = 1
            """,
            new { room = room.Value })
            .Select(r => new Ghost(UserId.Parse(r.User), new GhostAddress(r.Network, r.Address), new NativeUserId(r.Account), r.Name)),
    ];
}
