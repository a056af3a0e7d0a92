using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Media;
using Interop.Server.Media;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>Reads records as the archive's API gives them. What is sealed stays closed for officers too, until its sender was told.</summary>
internal sealed class ArchiveReader(Database database, MediaRecords media)
{
    private const string Select = $"SELECT leaf, kind, record, opened(body) AS body, ended, {Seals.IsSealed} AS Sealed FROM records";

    /// <param name="after">Index.</param>
    /// <param name="limit">Records of the page.</param>
    /// <param name="holds">The reader keeps records, and may know of legal holds; others get the leaf hashes of their records (RET-9.50, RET-9.51).</param>
    public ArchivePage Page(long after, int limit, bool holds = false) => database.Read(connection =>
    {
        var rows = connection.Query<Row>($"{Select} WHERE leaf>@after ORDER BY leaf LIMIT @limit", new { after, limit = limit + 1 }).AsList();
        var records = rows.Take(limit).Select(row => View(connection, row, holds)).ToArray();
        return new ArchivePage(records, rows.Count > limit ? records[^1].Index : null);
    });

    public ArchiveRecord? One(long index, bool holds = false) => database.Read(connection =>
        connection.QuerySingleOrDefault<Row>($"{Select} WHERE leaf=@index", new { index }) is { } row ? View(connection, row, holds) : null);

    private ArchiveRecord View(SqliteConnection connection, Row row, bool holds)
    {
        if (row.Kind == LogRecord.Hold && !holds)
            return new ArchiveRecord { Index = row.Leaf, LeafHash = Base64UrlText.Of(MerkleTree.LeafHash(row.Record)) };
        using var record = JsonDocument.Parse(row.Record);
        var isEvent = row.Kind is "event" or "refusal";
        return new ArchiveRecord
        {
            Index = row.Leaf,
            Record = record.RootElement.Clone(),
            Body = row.Body is null || row.Sealed ? null : JsonSerializer.Deserialize(row.Body, OcipJson.Default.EventBody),
            Media = row.Body is null || row.Sealed || !record.RootElement.TryGetProperty("media", out _) ? null : MediaOf(connection, row, record.RootElement),
            BodyAbsent = row.Sealed ? "sealed" : row.Ended is not null ? "erased" : row.Body is null && isEvent ? "notKept" : null,
        };
    }

    private ArchivedMedia[] MediaOf(SqliteConnection connection, Row row, JsonElement record)
    {
        using var body = JsonDocument.Parse(row.Body);
        return media.Of(connection, row.Leaf, record.GetProperty("header").GetProperty("type").GetString()!, body.RootElement.GetProperty("content"));
    }

    private sealed class Row
    {
        public long Leaf { get; init; }

        public string Kind { get; init; } = "";

        public byte[] Record { get; init; } = [];

        public byte[]? Body { get; init; }

        public bool Sealed { get; init; }

        /// <summary>Record of the disposition that ended the body.</summary>
        public long? Ended { get; init; }
    }
}
