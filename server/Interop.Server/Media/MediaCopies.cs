using Dapper;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Interop.Server.Retention;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media;

/// <summary>
/// Media end with the records that refer to them (spec 15.10): with the bodies go their references, and with the last reference of a file its row and
/// its key; afterwards the file. What another record refers to, or somebody has put in again, stays.
/// </summary>
internal sealed class MediaCopies(Database database, AppendLog log, MediaFiles files) : IBodyCopies
{
    public void Forget(SqliteConnection writer, LeafRanges leaves) => End(writer, leaves);

    /// <summary>References, and with the last of a file its row and its key.</summary>
    public static void End(SqliteConnection writer, LeafRanges leaves)
    {
        foreach (var range in leaves)
        {
            var names = writer.Query<string>("DELETE FROM media_references WHERE leaf BETWEEN @First AND @Last RETURNING name", new { range.First, range.Last }).Distinct(StringComparer.Ordinal);
            foreach (var name in names.ToList())
            {
                foreach (var file in writer.Query<string?>($"DELETE FROM media WHERE name=@name AND {MediaSweeper.Nobodys} RETURNING file", new { name }).ToList())
                {
                    if (file is not null)
                        writer.Execute("INSERT INTO media_ending(file) VALUES (@file) ON CONFLICT DO NOTHING", new { file });
                }
            }
        }
    }

    /// <summary>
    /// The keys went with the commit before: what is removed here is cipher text of nobody. A crash before the rows are taken away: the files are looked
    /// for again, and are not there.
    /// </summary>
    public async Task ForgetAsync(LeafRanges leaves, CancellationToken stop)
    {
        var ending = database.Read(c => c.Query<string>("SELECT file FROM media_ending").AsList());
        if (ending.Count == 0)
            return;
        foreach (var file in ending)
        {
            stop.ThrowIfCancellationRequested();
            files.Delete(file);
        }
        files.SyncRemovals(ending);
        await log.WriteAsync(c => c.Execute("DELETE FROM media_ending WHERE file=@file", ending.Select(file => new { file })));
    }
}
