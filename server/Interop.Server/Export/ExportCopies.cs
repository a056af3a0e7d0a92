using System.Text;
using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Evidence;
using Interop.Server.Retention;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Export;

/// <summary>
/// Exports on this server that may have a body which ends go with it: with the commit that ends it their keys, afterwards their files. One that is
/// under way begins anew, under a head that has the records of the end, and says what was left out. What somebody has fetched is out of reach; the record of the export tells that it was made.
/// </summary>
internal sealed class ExportCopies(Database database, ExportStore store, ExportWorker worker) : IBodyCopies
{
    public void Forget(SqliteConnection writer, LeafRanges leaves)
    {
        if (leaves.Count == 0)
            return;
        var (first, last) = (leaves.First().First, leaves.Last().Last);
        var (from, to) = (AtOf(writer, first), AtOf(writer, last));
        foreach (var row in writer.Query<ExportRow>("SELECT id, request, state, view FROM exports WHERE key IS NOT NULL").AsList())
        {
            // Of one that is not done yet, the head under which it is made may lie anywhere.
            if ((row.Ended?.Total ?? long.MaxValue) <= first || !MayHave(row.Wanted.Scope, leaves, from, to))
                continue;
            if (row.State == ExportRow.Done)
                writer.Execute("UPDATE exports SET state='removed', key=NULL, expires=NULL WHERE id=@Id", new { row.Id });
            else
                store.BeginAnew(writer, row.Id);
        }
    }

    /// <summary>Without its key nothing of an export can be read: what is removed here is noise.</summary>
    public Task ForgetAsync(LeafRanges leaves, CancellationToken stop)
    {
        foreach (var row in database.Read(c => c.Query<ExportRow>("SELECT id, state, anew FROM exports WHERE key IS NULL OR state='running'").AsList()))
        {
            if (row.State == ExportRow.Running)
                worker.BeginAnew(row);
            else
                worker.Drop(row.Id);
        }
        return Task.CompletedTask;
    }

    // Clocks may have been set back, so that times are asked only of what clearly lies before or behind.
    private static bool MayHave(ExportScope scope, LeafRanges leaves, string from, string to) =>
        (scope.Ranges is null || scope.Ranges.Any(r => leaves.Any(l => l.First <= r.Last && r.First <= l.Last)))
        && (scope.From is null || string.CompareOrdinal(to, scope.From) >= 0) && (scope.To is null || string.CompareOrdinal(from, scope.To) < 0);

    private static string AtOf(SqliteConnection connection, long leaf) =>
        Encoding.UTF8.GetString(connection.QuerySingle<byte[]>("SELECT CAST(json_extract(CAST(record AS TEXT), '$.at') AS BLOB) FROM records WHERE leaf=@leaf", new { leaf }));
}
