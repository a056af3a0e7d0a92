using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Preservation;

/// <summary>
/// Which records are in the scope of a legal hold that is placed (spec 9.5, 9.6). Nothing of it is remembered in the process: what a transaction
/// asks is answered from what that transaction sees, so that a hold counts from its own commit on, for what is there and for what comes.
/// </summary>
internal static class LegalHolds
{
    /// <summary>Leaves that are asked for at once; more are asked for in turn.</summary>
    private const int LeavesMax = 10_000;

    // A member of a scope that matches is a row of matches; a record is in scope when all members that the scope has match. Every join begins at the
    // record and finds its holds by index, so that thousands of holds of other rooms and people cost nothing.
    private const string Sql = """
        WITH asked AS MATERIALIZED (SELECT r.leaf, r.room_id, r.seq, r.sender, CAST(r.record AS TEXT) AS record FROM records r WHERE r.leaf IN (LEAVES)),
        matches(leaf, hold, part) AS (
          SELECT a.leaf, s.hold, 'room' FROM asked a JOIN rooms m ON m.id=a.room_id JOIN legal_hold_rooms s ON s.room=m.uuid
          UNION SELECT a.leaf, s.hold, 'user' FROM asked a JOIN users u ON u.id=a.sender JOIN legal_hold_users s ON s.user=u.local
          UNION SELECT a.leaf, s.hold, 'user' FROM asked a JOIN participants p ON p.room_id=a.room_id JOIN users u ON u.id=p.user_id JOIN legal_hold_users s ON s.user=u.local
            WHERE EXISTS (SELECT 1 FROM legal_hold_users) AND STAY_COVERS
          UNION SELECT a.leaf, s.hold, 'user' FROM asked a, json_tree(a.record) t JOIN legal_hold_users s ON s.uri=t.atom
            WHERE EXISTS (SELECT 1 FROM legal_hold_users) AND a.seq IS NULL AND t.type='text'
          UNION SELECT a.leaf, s.hold, 'room' FROM asked a JOIN legal_hold_rooms s ON s.room=json_extract(a.record, '$.header.room') OR s.room=substr(json_extract(a.record, '$.header.room'), -36)
            WHERE EXISTS (SELECT 1 FROM legal_hold_rooms) AND a.room_id IS NULL
          UNION SELECT a.leaf, s.hold, 'user' FROM asked a JOIN decision_people d ON d.leaf=a.leaf, json_each(d.people) e JOIN legal_hold_users s ON s.uri=e.value
            WHERE EXISTS (SELECT 1 FROM legal_hold_users)
          UNION SELECT a.leaf, s.hold, 'network' FROM asked a JOIN network_rooms n ON n.room_id=a.room_id AND n.since<=a.leaf JOIN legal_hold_networks s ON s.network=n.network
          UNION SELECT a.leaf, s.hold, 'network' FROM asked a JOIN legal_hold_networks s ON s.network=coalesce(json_extract(a.record, '$.header.network'), json_extract(a.record, '$.network'))
            WHERE EXISTS (SELECT 1 FROM legal_hold_networks)
          UNION SELECT a.leaf, s.hold, 'event' FROM asked a JOIN legal_hold_events s ON s.event=json_extract(a.record, '$.event')
            WHERE EXISTS (SELECT 1 FROM legal_hold_events)
          UNION SELECT a.leaf, h.n, 'query' FROM legal_holds h CROSS JOIN asked a
            WHERE h.query IS NOT NULL AND h.state='placed' AND (a.leaf>h.searched OR EXISTS (SELECT 1 FROM legal_hold_found f WHERE f.hold=h.n AND f.leaf=a.leaf)))
        SELECT a.leaf, h.n AS Hold, h.confidential AS Confidential
        FROM (SELECT leaf, hold, count(*) AS parts FROM matches GROUP BY leaf, hold) c JOIN legal_holds h ON h.n=c.hold JOIN asked a ON a.leaf=c.leaf
        WHERE h.state='placed' AND h.parts=c.parts AND HOLDS
          AND (h.after IS NULL OR coalesce(json_extract(a.record, '$.hub.accepted'), json_extract(a.record, '$.at'))>=h.after)
          AND (h.before IS NULL OR coalesce(json_extract(a.record, '$.hub.accepted'), json_extract(a.record, '$.at'))<=h.before)
          AND (h.issuer='' OR EXISTS (SELECT 1 FROM rooms m WHERE m.id=a.room_id AND m.hub=h.issuer)
            OR EXISTS (SELECT 1 FROM participants p JOIN users u ON u.id=p.user_id
              WHERE p.room_id=a.room_id AND u.local>='ocip://' || h.issuer || '/u/' AND u.local<'ocip://' || h.issuer || '/u0' AND STAY_COVERS))
        ORDER BY a.leaf, h.n
        """;

    /// <summary>Whether stay p covers record a. A stay is by the room's order; a record beside that order falls between the records where the stay begins and ends.</summary>
    public const string StayCovers = """
        (CASE WHEN a.seq IS NOT NULL THEN p.joined_seq<=a.seq AND (p.left_seq IS NULL OR p.left_seq>=a.seq)
         ELSE coalesce((SELECT j.leaf FROM records j WHERE j.room_id=p.room_id AND j.seq=p.joined_seq), -1)<=a.leaf
          AND (p.left_seq IS NULL OR coalesce((SELECT j.leaf FROM records j WHERE j.room_id=p.room_id AND j.seq=p.left_seq), -1)>=a.leaf) END)
        """;

    private static readonly string OfLeaves = Of("SELECT value FROM json_each(@leaves)");
    private static readonly string OfRange = Of("SELECT leaf FROM records WHERE leaf>=@from AND leaf<@to");
    private static readonly string OfRangeAndCase = Of("SELECT leaf FROM records WHERE leaf>=@from AND leaf<@to", "h.case_id=@named AND (@withConfidential OR NOT h.confidential)");

    /// <summary>Those of the records that a legal hold keeps. To be asked in the transaction that ends bodies: a hold that is placed before it is seen.</summary>
    public static HashSet<long> Kept(SqliteConnection connection, IReadOnlyCollection<long> leaves) => [.. Matches(connection, leaves).Select(m => m.Leaf)];

    /// <summary>The same with the holds that keep them, by index; a record that several keep comes several times.</summary>
    public static IEnumerable<HoldMatch> Matches(SqliteConnection connection, IReadOnlyCollection<long> leaves)
    {
        // Where nothing is on hold nothing is looked up.
        if (leaves.Count == 0 || connection.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM legal_holds WHERE state='placed')") == 0)
            return [];
        return leaves.Chunk(LeavesMax).SelectMany(some => connection.Query<(long Leaf, long Hold, bool Confidential)>(OfLeaves, new { leaves = JsonSerializer.Serialize(some), hold = (long?)null }))
            .Select(m => new HoldMatch(m.Leaf, m.Hold, m.Confidential));
    }

    /// <summary>What one hold keeps of the records from .. to-1, by index.</summary>
    public static IReadOnlyList<long> InScope(SqliteConnection connection, long hold, long from, long to) =>
        [.. connection.Query<(long Leaf, long Hold, bool Confidential)>(OfRange, new { from, to, hold }).Select(m => m.Leaf)];

    /// <summary>What the placed holds of a case keep of the records from .. to-1, each once, by index.</summary>
    /// <param name="connection">Reads.</param>
    /// <param name="named">The case.</param>
    /// <param name="withConfidential">Holds too that only roles which keep records may know of.</param>
    /// <param name="from">The first record.</param>
    /// <param name="to">After the last record.</param>
    public static IReadOnlyList<long> OfCase(SqliteConnection connection, string named, bool withConfidential, long from, long to)
    {
        if (connection.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM legal_holds WHERE state='placed' AND case_id=@named AND (@withConfidential OR NOT confidential))", new { named, withConfidential }) == 0)
            return [];
        return [.. connection.Query<(long Leaf, long Hold, bool Confidential)>(OfRangeAndCase, new { named, withConfidential, from, to }).Select(m => m.Leaf).Distinct()];
    }

    public static bool HasCase(SqliteConnection connection, string named) => connection.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM cases WHERE id=@named)", new { named }) > 0;

    private static string Of(string leaves, string holds = "(@hold IS NULL OR h.n=@hold)") =>
        Sql.Replace("LEAVES", leaves, StringComparison.Ordinal).Replace("HOLDS", holds, StringComparison.Ordinal).Replace("STAY_COVERS", StayCovers, StringComparison.Ordinal);
}
