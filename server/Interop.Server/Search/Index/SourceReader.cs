using System.Security.Cryptography;
using Dapper;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Storage;

namespace Interop.Server.Search.Index;

/// <summary>Reads the log for the index. Short reads only: none of them keeps the write-ahead log from being folded.</summary>
internal sealed partial class SourceReader(Database database, ILogger<SourceReader> logger)
{
    private const string Select = $"""
        SELECT leaf, kind, room_id AS RoomRow, seq, record, body AS Cell, {Seals.IsSealed} AS Sealed, ended IS NOT NULL AS Ended,
          (SELECT g.classes FROM retention_groups g WHERE g.id=records.kept_in) AS Classes
        FROM records
        """;

    public List<SourceRecord> Page(long from, int limit)
    {
        var records = database.Read(c => c.Query<SourceRecord>($"{Select} WHERE leaf>=@from ORDER BY leaf LIMIT @limit", new { from, limit }).AsList());
        foreach (var record in records)
            Open(record);
        return records;
    }

    public SourceRecord? One(long leaf)
    {
        if (database.Read(c => c.QuerySingleOrDefault<SourceRecord>($"{Select} WHERE leaf=@leaf", new { leaf })) is not { } record)
            return null;
        Open(record);
        return record;
    }

    /// <summary>Those of the leaves that are still sealed.</summary>
    public HashSet<long> Sealed() => database.Read(c => c.Query<long>("SELECT leaf FROM seals").ToHashSet());

    /// <summary>Each by itself: a body that was altered concerns its record, and does not stop the index.</summary>
    private void Open(SourceRecord record)
    {
        try
        {
            if (!record.Sealed)
                record.Body = database.Vault.Open(record.Cell);
        }
        catch (Exception fault) when (fault is CryptographicException or EncryptionKeyException)
        {
            LogUnreadable(record.Leaf, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The body of record {Leaf} cannot be opened; it is indexed without it")]
    private partial void LogUnreadable(long leaf, Exception fault);
}
