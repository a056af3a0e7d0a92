using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>Delivery reports on their way to the server.</summary>
internal static class ReportTable
{
    public static void Add(SqliteConnection connection, DeliveryReport report) => connection.Execute(
        "INSERT INTO report (body) VALUES (@body)", new { body = JsonSerializer.Serialize(new DeliveryReports([report]), OcipJson.Default.DeliveryReports) });

    public static IReadOnlyList<(long Seq, DeliveryReport Report)> First(SqliteConnection connection, int max) =>
    [
        .. connection.Query<(long Seq, string Body)>("SELECT seq, body FROM report ORDER BY seq LIMIT @max", new { max })
            .Select(r => (r.Seq, JsonSerializer.Deserialize(r.Body, OcipJson.Default.DeliveryReports)!.Reports[0])),
    ];

    public static void Remove(SqliteConnection connection, IEnumerable<long> seqs)
    {
        foreach (var seq in seqs)
            connection.Execute("DELETE FROM report WHERE seq = @seq", new { seq });
    }

    public static long Depth(SqliteConnection connection) => connection.ExecuteScalar<long>("SELECT count(*) FROM report");
}
