using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Server.Pipeline;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>Bodies that stay closed to every reader, the archive's included, until their sender was told of the recording (spec 07.4).</summary>
internal static class Seals
{
    /// <summary>Condition on records.</summary>
    public const string IsSealed = "EXISTS (SELECT 1 FROM seals s WHERE s.leaf=records.leaf)";

    /// <summary>In the commit of an event. Its sender may have been told since it was decided on: then it is open.</summary>
    public static void Put(SqliteConnection connection, MessageContext context, long leaf) => connection.Execute(
        "INSERT INTO seals(leaf, sender) SELECT @leaf, @sender WHERE NOT EXISTS (SELECT 1 FROM users WHERE id=@id AND notice_version=@version)",
        new { leaf, sender = context.Sender.UserId.Value, id = context.Sender.Id, version = context.SealedUntil });

    /// <summary>In the commit of a proxy's decision.</summary>
    public static void Put(SqliteConnection connection, long leaf, UserId sender) =>
        connection.Execute("INSERT INTO seals(leaf, sender) VALUES (@leaf, @sender)", new { leaf, sender = sender.Value });

    /// <summary>
    /// In the commit that says that they were told: opens what is here, and has a proxy outside this process told, which may have sealed something
    /// that waits for nobody. One event of each is enough: a proxy opens all of them.
    /// </summary>
    public static void Told(SqliteConnection connection, IReadOnlyCollection<UserId> told)
    {
        connection.Execute("""
            INSERT INTO proxy_cancels(event, recipient)
            SELECT json_extract(CAST(r.record AS TEXT), '$.event'), s.sender FROM seals s JOIN records r ON r.leaf=s.leaf
            WHERE s.sender=@sender AND json_type(CAST(r.record AS TEXT), '$.decision.stamps') IS NOT NULL LIMIT 1
            """, told.Select(user => new { sender = user.Value }));
        Open(connection, told);
    }

    /// <summary>Whether a sealed event is this sender's, at a proxy.</summary>
    public static bool IsOf(SqliteConnection connection, Interop.Protocol.Identifiers.EventId ev, UserId sender) => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM seals s JOIN decisions d ON d.leaf=s.leaf WHERE d.event=@ev AND s.sender=@sender", new { ev = ev.Value, sender = sender.Value }) > 0;

    /// <summary>What is sealed of them is open from now on.</summary>
    public static void Open(SqliteConnection connection, IEnumerable<UserId> told) =>
        connection.Execute("DELETE FROM seals WHERE sender=@sender", told.Select(user => new { sender = user.Value }));
}
