using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Index;

/// <summary>
/// Whether a partition is what was written: the structure of its database and of its full-text index, the checksum of each row, each word under its key,
/// and each posting against the rows. What was damaged and nobody has read is found by this alone.
/// </summary>
internal sealed class IndexCheck(IndexStore store)
{
    private readonly Lock gate = new();
    private SqliteConnection? checking;

    /// <summary>What is wrong with it, in one sentence; null when nothing is. Reads one state of it, while others write.</summary>
    public string? FaultOf(PartitionName name)
    {
        if (store.Find(name) is not { } partition)
            return store.Catalog.Partitions().Exists(p => p.Name == name && p.Redo is null) ? "its file or its key is missing" : null;
        try
        {
            using var connection = PartitionFile.OpenReader(partition.Path);
            lock (gate)
                checking = connection;
            try
            {
                return FaultOf(connection, partition);
            }
            finally
            {
                lock (gate)
                    checking = null;
            }
        }
        catch (SqliteException interrupted) when (interrupted.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            return null;
        }
        catch (Exception fault) when (fault is SqliteException or IndexDamagedException or System.Security.Cryptography.CryptographicException or IndexOutOfRangeException)
        {
            return fault.Message;
        }
    }

    /// <summary>Ends a check that is under way: what it reads cannot be taken out of the files while it reads. It is done again the next day.</summary>
    public void Interrupt()
    {
        lock (gate)
        {
            if (checking?.Handle is { } handle)
                SQLitePCL.raw.sqlite3_interrupt(handle);
        }
    }

    private string? FaultOf(SqliteConnection connection, Partition partition)
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema", transaction: snapshot);
        // What the snapshot has, the catalog has known before.
        return store.Catalog.Partitions().Find(p => p.Name == partition.Name) is { Redo: null } state ? FaultOf(connection, partition.Key, state) : null;
    }

    private static string? FaultOf(SqliteConnection connection, PartitionKey key, PartitionState state)
    {
        if (connection.QueryFirst<string>("PRAGMA integrity_check(1)") is not "ok" and var structure)
            return structure;
        var tokens = new Dictionary<int, long>();
        foreach (var (id, token, stem, word) in connection.Query<(int Id, long Token, long? Stem, byte[] Word)>("SELECT id, token, stem, word FROM vocabulary", buffered: false))
        {
            var plain = key.Open(word, token);
            if (key.TokenOf(plain) != token || (Text.Stems.Of(plain) is { } own ? key.TokenOf(own) : (long?)null) != stem)
                return $"word {id} is not under its token";
            tokens[id] = token;
        }
        var (rows, postings) = (0UL, 0UL);
        foreach (var (leaf, at, room, seq, words) in connection.Query<(long, long, long?, long?, byte[])>("SELECT leaf, at, room, seq, words FROM docs", buffered: false))
        {
            var ids = WordIds.Unpack(new IndexRow(leaf, at, room, seq), words, out _);
            if (leaf < state.First || leaf > state.Last)
                return $"record {leaf} is not one of the catalog's";
            for (var i = 0; i < ids.Length; i++)
            {
                if (!tokens.TryGetValue(ids[i], out var token))
                    return $"word {ids[i]} of record {leaf} is missing";
                rows += Mix.Of((ulong)leaf, (ulong)i, Mix.Of((ulong)token, 0), 0);
            }
        }
        foreach (var (term, leaf, offset) in connection.Query<(string, long, int)>("SELECT term, doc, offset FROM postings", buffered: false))
            postings += Mix.Of((ulong)leaf, (ulong)offset, Mix.Of((ulong)PartitionKey.NumberOf(term), 0), 0);
        if (rows != postings)
            return "its full-text index does not have what its rows say";
        return FaultOfBlocks(connection);
    }

    private static string? FaultOfBlocks(SqliteConnection connection) => connection.ExecuteScalar<long>($"""
        SELECT EXISTS (SELECT 1 FROM (SELECT leaf/{PartitionFile.BlockLeaves} AS block, min(at) AS low, max(at) AS high FROM docs GROUP BY 1) d
          LEFT JOIN blocks b USING (block) WHERE b.low IS NULL OR b.low>d.low OR b.high<d.high)
        """) == 0 ? null : "the times of its records are not those of its blocks";
}
