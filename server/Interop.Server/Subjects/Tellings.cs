using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Microsoft.Data.Sqlite;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Subjects;

/// <summary>Notices to the providers to which events went whose bodies were ended on request (RET-9.47): made with the verdicts, brought by a worker.</summary>
internal sealed class Tellings(ServerOptions options, TimeProvider time)
{
    public const int EventsMax = 1000;

    private const string Gone = """
        SELECT DISTINCT coalesce(m.hub, substr(u.local, 8, instr(substr(u.local, 8), '/')-1)) AS Peer, json_extract(CAST(r.record AS TEXT), '$.event') AS Event
        FROM records r JOIN rooms m ON m.id=r.room_id
        LEFT JOIN participants p ON p.room_id=r.room_id AND p.joined_seq<=r.seq AND (p.left_seq IS NULL OR p.left_seq>=r.seq)
        LEFT JOIN users u ON u.id=p.user_id AND u.local LIKE 'ocip://%'
        WHERE r.leaf IN (SELECT value FROM json_each(@leaves)) AND r.kind='event' AND json_extract(CAST(r.record AS TEXT), '$.header.origin')=@own AND (m.hub IS NOT NULL OR u.id IS NOT NULL)
        """;

    /// <summary>The notices for what was ended: one for each peer and thousand events.</summary>
    public IReadOnlyList<(string Peer, SubjectNotice Notice)> For(SqliteConnection connection, SubjectRow request, IReadOnlyCollection<long> ended)
    {
        if (ended.Count == 0)
            return [];
        var now = WireTime.Format(time.GetUtcNow());
        return
        [
            .. from row in connection.Query<(string Peer, string Event)>(Gone, new { leaves = JsonSerializer.Serialize(ended), own = options.Provider.Value })
               group EventId.Parse(row.Event) by row.Peer into peer
               from some in peer.Chunk(EventsMax)
               select (peer.Key, new SubjectNotice(TransactionId.Create(time), options.Provider, now, request.Kind, some, request.Basis)),
        ];
    }

    /// <summary>In the transaction of the verdicts.</summary>
    public static void Insert(SqliteConnection connection, SubjectRow request, IReadOnlyList<(string Peer, SubjectNotice Notice)> notices) => connection.Execute(
        "INSERT INTO subject_tellings(id, request, peer, wire, again) VALUES (@id, @N, @Peer, @wire, '')",
        notices.Select(n => new { id = n.Notice.Id.Value, request.N, n.Peer, wire = JsonSerializer.SerializeToUtf8Bytes(n.Notice, OcipJson.Default.SubjectNotice) }));
}
