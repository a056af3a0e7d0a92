using Dapper;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.ProxyRole;

/// <summary>Something that a proxy holds for one recipient.</summary>
internal sealed class HoldRow
{
    public const string Release = "release";
    public const string Block = "block";

    private const string Select = "SELECT event, recipient, persona, reason, room, leaf, reviewed FROM decision_holds";

    public string Event { get; init; } = "";

    public string Recipient { get; init; } = "";

    /// <summary>Of the recipient, as it was asked.</summary>
    public string Persona { get; init; } = "";

    /// <summary>hours, notice, review or consent.</summary>
    public string Reason { get; init; } = "";

    public string Room { get; init; } = "";

    /// <summary>Record of the decision.</summary>
    public long Leaf { get; init; }

    /// <summary>release or block, once somebody has decided.</summary>
    public string? Reviewed { get; init; }

    public static HoldRow? Find(SqliteConnection connection, EventId ev, UserId recipient) =>
        connection.QuerySingleOrDefault<HoldRow>($"{Select} WHERE event=@ev AND recipient=@recipient", new { ev = ev.Value, recipient = recipient.Value });

    public static IReadOnlyList<HoldRow> Of(SqliteConnection connection, UserId recipient, string reason) =>
        connection.Query<HoldRow>($"{Select} WHERE recipient=@recipient AND reason=@reason ORDER BY leaf", new { recipient = recipient.Value, reason }).AsList();

    public static IReadOnlyList<HoldRow> Of(SqliteConnection connection, EventId ev, string reason) =>
        connection.Query<HoldRow>($"{Select} WHERE event=@ev AND reason=@reason ORDER BY recipient", new { ev = ev.Value, reason }).AsList();

    public static IReadOnlyList<HoldRow> Waiting(SqliteConnection connection, string reason, int max) =>
        connection.Query<HoldRow>($"{Select} WHERE reason=@reason AND reviewed IS NULL ORDER BY leaf LIMIT @max", new { reason, max }).AsList();
}
