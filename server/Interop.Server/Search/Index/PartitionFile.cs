using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Index;

/// <summary>One partition's database: how it is opened, and what is in it.</summary>
internal static class PartitionFile
{
    /// <summary>Leaves of one row of blocks.</summary>
    public const int BlockLeaves = 4096;

    // docs: see WordIds. blocks: of each BlockLeaves leaves the earliest and latest time, so that a question about a time reads only what can be meant.
    // vocabulary: token, and the word encrypted; stem: token of its first letters, for prefixes. terms: the tokens of each record, by leaf; contentless,
    // and what is taken out of it is taken out of its pages at once (secure-delete), for which the tokens must be given again: docs has them.
    private const string Schema = """
        CREATE TABLE docs (leaf INTEGER PRIMARY KEY, at INTEGER NOT NULL, room INTEGER, seq INTEGER, words BLOB NOT NULL) STRICT;
        CREATE TABLE blocks (block INTEGER PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL) STRICT;
        CREATE TABLE vocabulary (id INTEGER PRIMARY KEY, token INTEGER NOT NULL UNIQUE, stem INTEGER, word BLOB NOT NULL) STRICT;
        CREATE INDEX vocabulary_stem ON vocabulary(stem) WHERE stem IS NOT NULL;
        CREATE VIRTUAL TABLE terms USING fts5(t, content='', columnsize=0, detail=full, tokenize='ascii');
        CREATE VIRTUAL TABLE postings USING fts5vocab(terms, instance);
        INSERT INTO terms(terms, rank) VALUES ('secure-delete', 1);
        PRAGMA user_version=1;
        """;

    /// <summary>For the one writer of the index. What is committed is on disk: else the cursor could be ahead of it after a power cut.</summary>
    public static SqliteConnection OpenWriter(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32768; PRAGMA busy_timeout=5000;");
        if (connection.ExecuteScalar<long>("PRAGMA user_version") == 0)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(Schema, transaction: transaction);
            transaction.Commit();
        }
        return connection;
    }

    public static SqliteConnection OpenReader(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        connection.Execute("PRAGMA cache_size=-16384; PRAGMA busy_timeout=5000; PRAGMA query_only=ON; PRAGMA mmap_size=268435456;");
        return connection;
    }

    public static void Delete(string path)
    {
        foreach (var ending in new[] { "", "-wal", "-shm", "-journal" })
            File.Delete(path + ending);
    }
}
