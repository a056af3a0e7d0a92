using System.Text.Json;
using Dapper;
using Interop.Server.Archive;
using Interop.Server.Media;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Export;

/// <summary>
/// Reads the log for exports, a page at a time: no read lasts longer than a page, so that the write-ahead log can always be folded. What is sealed stays
/// closed here too.
/// </summary>
internal sealed class RecordScan(Database database, MediaRecords media)
{
    private const string Select = $"SELECT leaf, kind, room_id AS Room, seq, sender, record, CASE WHEN {Seals.IsSealed} THEN NULL ELSE opened(body) END AS Body, (SELECT opened(x.body) FROM redactions x WHERE x.leaf=records.leaf) AS Delivered, exceptions, {Seals.IsSealed} AS Sealed, ended FROM records";

    /// <summary>The group commit in which the record is: pages begin and end where signed batches do.</summary>
    public (long First, long End) BatchOf(long index) =>
        database.Read(c => c.QuerySingle<(long, long)>("SELECT first, first+count FROM batches WHERE first<=@index ORDER BY first DESC LIMIT 1", new { index }));

    /// <summary>Records from an index to before another. The caller disposes of them.</summary>
    public IReadOnlyList<ExportRecord> Page(long first, long end) =>
        database.Read(c => View(c, c.Query<Row>($"{Select} WHERE leaf>=@first AND leaf<@end ORDER BY leaf", new { first, end })));

    /// <summary>These records, in their order. The caller disposes of them.</summary>
    public IReadOnlyList<ExportRecord> These(IReadOnlyList<long> leaves) =>
        database.Read(c => View(c, c.Query<Row>($"{Select} WHERE leaf IN (SELECT value FROM json_each(@leaves)) ORDER BY leaf", new { leaves = $"[{string.Join(',', leaves)}]" })));

    private List<ExportRecord> View(SqliteConnection connection, IEnumerable<Row> rows)
    {
        var records = rows.Select(Of).ToList();
        foreach (var record in records.Where(r => r.Body is not null && r.Root.TryGetProperty("media", out _)))
            record.Media = media.Of(connection, record.Index, record.HeaderText("type")!, record.Content!.Value);
        return records;
    }

    private static ExportRecord Of(Row row)
    {
        var document = JsonDocument.Parse(row.Record);
        return new ExportRecord
        {
            Index = row.Leaf, Kind = row.Kind, Room = row.Room, Seq = row.Seq, Sender = row.Sender, Fixed = row.Record, Document = document, Body = row.Body,
            Exceptions = row.Exceptions, Ended = row.Ended, Delivered = row.Delivered,
            BodyAbsent = row.Sealed ? "sealed" : row.Ended is not null ? "erased" : row.Body is null && row.Kind is "event" or "refusal" ? "notKept" : null,
        };
    }

    private sealed class Row
    {
        public long Leaf { get; init; }

        public string Kind { get; init; } = "";

        public long? Room { get; init; }

        public long? Seq { get; init; }

        public long? Sender { get; init; }

        public byte[] Record { get; init; } = [];

        public byte[]? Body { get; init; }

        public byte[]? Delivered { get; init; }

        public string? Exceptions { get; init; }

        public bool Sealed { get; init; }

        public long? Ended { get; init; }
    }
}
