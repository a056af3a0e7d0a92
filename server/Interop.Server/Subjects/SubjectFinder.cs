using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Identifiers;
using Interop.Server.Preservation;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Subjects;

/// <summary>
/// Finds the records of a person (spec 9.9): bodies in which the person wrote, or is named by account or display name; and what was delivered to the
/// person. By the rooms in which the person was, so that the whole log is not read.
/// </summary>
internal sealed class SubjectFinder(ServerOptions options, Database database)
{
    // Own events lie in own stays; what was refused, or went out to a hub, has no place and is found by its sender.
    private const string Own = """
        SELECT r.leaf FROM participants p JOIN records r ON r.room_id=p.room_id AND r.seq>=p.joined_seq AND r.seq<=coalesce(p.left_seq, 9223372036854775807)
          WHERE p.user_id IN @rows AND r.sender IN @rows
        UNION SELECT leaf FROM records WHERE kind='refusal' AND sender IN @rows
        UNION SELECT leaf FROM records WHERE seq IS NULL AND room_id IN (SELECT room_id FROM participants WHERE user_id IN @rows) AND sender IN @rows
        """;

    // Joining and leaving name the person, as do links, portals, reports and consents.
    private const string Named = """
        SELECT r.leaf FROM participants p JOIN records r ON r.room_id=p.room_id AND r.seq IN (p.joined_seq, p.left_seq)
          WHERE p.user_id IN @rows AND json_extract(CAST(r.record AS TEXT), '$.header.state.target') IN @uris
        UNION SELECT r.leaf FROM records r, json_tree(CAST(r.record AS TEXT)) t WHERE r.kind='link' AND t.type='text' AND t.atom IN @uris
        UNION SELECT r.leaf FROM records r, json_tree(CAST(r.record AS TEXT)) t
          WHERE r.seq IS NULL AND r.room_id IN (SELECT room_id FROM participants WHERE user_id IN @rows) AND r.body IS NOT NULL AND r.kind NOT IN ('refusal', 'egress')
            AND t.type='text' AND t.atom IN @uris
        UNION SELECT r.leaf FROM records r, json_tree(CAST(r.record AS TEXT)) t
          WHERE EXISTS (SELECT 1 FROM consents WHERE requester IN @uris OR target IN @uris) AND r.kind='consent' AND t.type='text' AND t.atom IN @uris
        """;

    private const string Delivered = """
        SELECT r.leaf FROM participants p JOIN records r ON r.room_id=p.room_id AND r.seq>=p.joined_seq AND r.seq<=coalesce(p.left_seq, 9223372036854775807)
        WHERE p.user_id=@row AND r.kind='event' AND (r.exceptions IS NULL OR json_extract(r.exceptions, '$.' || '"' || @row || '"') IS NULL
          OR EXISTS (SELECT 1 FROM personal_items i WHERE i.user_id=@row AND i.target=r.leaf AND i.kind='release'))
        """;

    /// <summary>The person behind a user id, or an account: all ids of it, and the rows of those. None: nobody is known so.</summary>
    public IReadOnlyList<(long Row, UserId Id)> People(UserId? user, string? network, string? account) => database.Read(connection =>
    {
        var row = user is { } id
            ? connection.QuerySingleOrDefault<long?>("SELECT id FROM users WHERE local=@key", new { key = ScopeRows.Key(id, options.Provider) })
            : connection.QuerySingleOrDefault<long?>("SELECT user_id FROM contacts WHERE network=@network AND account=@account", new { network, account });
        return row is null ? [] : connection.Query<(long Row, string Local)>("""
            SELECT id, local FROM users WHERE id=@row OR account_id=(SELECT account_id FROM users WHERE id=@row) ORDER BY id
            """, new { row }).Select(u => (u.Row, UserId.TryParse(u.Local, out var foreign) ? foreign : UserId.Of(options.Provider, u.Local))).ToArray();
    });

    /// <summary>Of a request that is kept: the same, by the ids.</summary>
    public IReadOnlyList<(long Row, UserId Id)> People(SubjectRow request) =>
        [.. JsonSerializer.Deserialize(request.Users, OcipJson.Default.UserIdArray)!.SelectMany(id => People(id, null, null)).Distinct()];

    /// <summary>Records whose bodies the person wrote or is named in, by index.</summary>
    public static IReadOnlyList<long> Concerned(SqliteConnection connection, IReadOnlyList<(long Row, UserId Id)> people)
    {
        var asked = new { rows = people.Select(p => p.Row).ToArray(), uris = people.Select(p => p.Id.Value).ToArray() };
        return [.. connection.Query<long>(Own, asked).Concat(connection.Query<long>(Named, asked)).Distinct().Order()];
    }

    /// <summary>What they may have with access: what they wrote and are named in by links, and what was delivered to them, by index.</summary>
    public static IReadOnlyList<long> Given(SqliteConnection connection, IReadOnlyList<(long Row, UserId Id)> people) =>
        [.. people.SelectMany(p => connection.Query<long>(Delivered, new { row = p.Row })).Concat(Concerned(connection, people)).Distinct().Order()];

    /// <summary>Sealed bodies of these senders (spec 7.4).</summary>
    public static IReadOnlyList<long> Sealed(SqliteConnection connection, IReadOnlyList<(long Row, UserId Id)> people) =>
        [.. connection.Query<long>("SELECT leaf FROM seals WHERE sender IN @uris ORDER BY leaf", new { uris = people.Select(p => p.Id.Value).ToArray() })];
}
