using System.Text.Json;
using Interop.Cli.Verification.Outside;
using Interop.Protocol;
using Interop.Protocol.Evidence;
using Microsoft.Data.Sqlite;

namespace Interop.Cli.Verification;

/// <summary>
/// The data folder of a server, read-only and without any of the server's code: what the tables mean is in spec 08. Everything is
/// read in one transaction, so that a server that goes on writing does not disturb.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteTransaction snapshot;

    /// <param name="path">The data folder.</param>
    /// <param name="keyFolder">Where the keys are that open the bodies; null: the data folder's own.</param>
    /// <exception cref="FileNotFoundException">There is no ocip.db in it.</exception>
    /// <exception cref="SqliteException">It is not a database.</exception>
    /// <exception cref="FormatException">A key's file is none.</exception>
    public DataFolder(string path, string? keyFolder = null)
    {
        Path = path;
        var file = System.IO.Path.Combine(path, "ocip.db");
        if (!File.Exists(file))
            throw new FileNotFoundException($"'{path}' is not a data folder: it has no ocip.db", file);
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        snapshot = connection.BeginTransaction(deferred: true);
        // The snapshot is taken by the first read; what is no database fails here.
        _ = Query("SELECT count(*) FROM sqlite_schema", row => row.GetInt64(0)).Single();
        Keys = new BodyKeys(
            Has("key_groups") ? Query("SELECT id, class, period, subject, kek, wrapped FROM key_groups",
                row => new KeyGroupRow(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<byte[]>(5))) : [],
            keyFolder ?? System.IO.Path.Combine(path, "keys"));
    }

    /// <summary>Opens bodies.</summary>
    public BodyKeys Keys { get; }

    public string Path { get; }

    public long Count() => Query("SELECT count(*) FROM records", row => row.GetInt64(0)).Single();

    /// <summary>Rows of the log in order, after an index.</summary>
    public IEnumerable<LogRow> Records(long after = -1) => RecordsAsStored(after).Select(Keys.Open);

    /// <summary>The same with bodies as they lie in the database: encrypted.</summary>
    public IEnumerable<LogRow> RecordsAsStored(long after = -1) => Query(
        $"SELECT leaf, kind, room_id, seq, record, body FROM records WHERE leaf > {after} ORDER BY leaf",
        row => new LogRow(row.GetInt64(0), row.GetString(1), Number(row, 2), Number(row, 3), row.GetFieldValue<byte[]>(4), Octets(row, 5)));

    /// <summary>What was signed over each group commit, in order.</summary>
    public IEnumerable<BatchRow> Batches() => Query(
        "SELECT first, count, events, receipts, hashes FROM batches ORDER BY first",
        row => new BatchRow(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetFieldValue<byte[]>(4)));

    /// <summary>Signed heads, oldest first.</summary>
    public IEnumerable<(long Size, string Note)> Checkpoints() =>
        Query("SELECT size, note FROM checkpoints ORDER BY size", row => (row.GetInt64(0), row.GetString(1)));

    /// <summary>Signed head over the most records, or null.</summary>
    public string? NewestCheckpoint() =>
        Query("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1", row => row.GetString(0)).SingleOrDefault();

    public byte[]? Tile(int level, long number) =>
        Query($"SELECT hashes FROM tiles WHERE level={level} AND n={number}", row => row.GetFieldValue<byte[]>(0)).SingleOrDefault();

    /// <summary>Leaf hashes of these records in order: from complete tiles, which have been checked against the records, and at the edge from the records.</summary>
    public IEnumerable<byte[]> LeafHashes(LeafRanges leaves)
    {
        const int width = 256;
        var (number, tile) = (-1L, Array.Empty<byte>());
        foreach (var range in leaves)
        {
            for (var leaf = range.First; leaf <= range.Last; leaf++)
            {
                if (leaf / width != number)
                {
                    number = leaf / width;
                    tile = Tile(0, number) ?? [.. RecordsAsStored((number * width) - 1).Take(width).SelectMany(row => MerkleTree.LeafHash(row.Record))];
                }
                yield return tile.AsSpan((int)(leaf % width) * MerkleTree.HashLength, MerkleTree.HashLength).ToArray();
            }
        }
    }

    /// <summary>The first of these records that has a body, or null.</summary>
    public long? FirstBody(LeafRanges leaves)
    {
        foreach (var range in leaves)
        {
            foreach (var leaf in Query($"SELECT leaf FROM records WHERE leaf BETWEEN {range.First} AND {range.Last} AND body IS NOT NULL ORDER BY leaf LIMIT 1", row => row.GetInt64(0)))
                return leaf;
        }
        return null;
    }

    public long Tiles() => Query("SELECT count(*) FROM tiles", row => row.GetInt64(0)).Single();

    /// <summary>What the server takes for the head of each room.</summary>
    public IEnumerable<(string Uuid, long Seq, byte[] Hash)> RoomHeads() =>
        Query("SELECT uuid, head_seq, head_hash FROM rooms", row => (row.GetString(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)));

    /// <summary>What others signed of events of federated rooms, by the record's index.</summary>
    public IEnumerable<(long Leaf, byte[] Wire)> Attestations() =>
        Has("attestations") ? Query("SELECT leaf, wire FROM attestations ORDER BY leaf", row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1))) : [];

    /// <summary>What others signed of the event of one record, or null.</summary>
    public byte[]? Attestation(long leaf) =>
        Has("attestations") ? Query($"SELECT wire FROM attestations WHERE leaf={leaf}", row => row.GetFieldValue<byte[]>(0)).SingleOrDefault() : null;

    /// <summary>Checkpoints of this log that other providers have signed, smallest first.</summary>
    public IEnumerable<WitnessRow> Cosignatures() => Has("cosignatures")
        ? Query("SELECT witness, size, note, at, signature FROM cosignatures ORDER BY size, witness", row => new WitnessRow(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4)))
        : [];

    /// <summary>Lines of C2SP witnesses under checkpoints of this log, smallest first.</summary>
    public IEnumerable<CosignatureRow> NoteCosignatures() => Has("note_cosignatures")
        ? Query("SELECT witness, size, note, line, at FROM note_cosignatures ORDER BY size, note, witness", row => new CosignatureRow(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4)))
        : [];

    /// <summary>Time stamps over checkpoints of this log, smallest first.</summary>
    public IEnumerable<TimestampRow> Timestamps() => Has("timestamps")
        ? Query("SELECT size, note, at, token FROM timestamps ORDER BY size", row => new TimestampRow(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3)))
        : [];

    /// <summary>Media of a record, in its own order.</summary>
    public IEnumerable<ReferredMedia> MediaOf(long leaf) => Has("media_secret") ? Query(
        $"SELECT r.name, m.size, m.type, r.declared, r.scan FROM media_references r JOIN media m ON m.name=r.name WHERE r.leaf={leaf} ORDER BY r.n",
        row => new ReferredMedia(row.GetString(0), row.GetInt64(1), row.GetString(2), Text(row, 3), Text(row, 4) is { } scan ? JsonSerializer.Deserialize(scan, OcipJson.Default.MediaScan) : null)) : [];

    /// <summary>The key of the names of media, wrapped; null where there are none.</summary>
    public byte[]? MediaNameKey() => Has("media_secret") ? Query("SELECT name_key FROM media_secret", row => row.GetFieldValue<byte[]>(0)).SingleOrDefault() : null;

    /// <summary>Every file that a record refers to whose content is kept, once, with the first such record.</summary>
    public IEnumerable<MediaRow> KeptMedia() => Has("media_secret") ? Query(
        """
        SELECT min(r.leaf), r.name, m.file, m.key, m.size FROM media_references r JOIN media m ON m.name=r.name JOIN records e ON e.leaf=r.leaf
        WHERE e.body IS NOT NULL AND m.file IS NOT NULL GROUP BY r.name
        """, row => new MediaRow(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetInt64(4))) : [];

    /// <summary>Leaves whose content is sealed until a person was told of the recording.</summary>
    public bool IsSealed(long leaf) =>
        Query(Has("seals") ? $"SELECT count(*) FROM seals WHERE leaf={leaf}" : $"SELECT count(*) FROM holds WHERE leaf={leaf} AND reason='notice'", row => row.GetInt64(0)).Single() > 0;

    public void Dispose()
    {
        snapshot.Dispose();
        connection.Dispose();
    }

    /// <summary>An archive of an earlier version has fewer tables.</summary>
    private bool Has(string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE type='table' AND name=$name";
        command.Parameters.AddWithValue("$name", table);
        command.Transaction = snapshot;
        return (long)command.ExecuteScalar()! > 0;
    }

    private IEnumerable<T> Query<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // numbers only are put into the text
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = snapshot;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return read(reader);
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static byte[]? Octets(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}
