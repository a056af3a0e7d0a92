using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Interop.Server.Storage;

/// <summary>
/// A prepared statement on the writing connection, for the few that run once per event: binding without parameter objects
/// costs a tenth of a SqliteCommand. Everything else goes through Dapper.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public Statement(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, index, value));
        return this;
    }

    public Statement Bind(int index, long? value)
    {
        Check(value is { } number ? raw.sqlite3_bind_int64(statement, index, number) : raw.sqlite3_bind_null(statement, index));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(statement, index, value));
        return this;
    }

    public Statement BindText(int index, string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(statement, index) : raw.sqlite3_bind_text(statement, index, value));
        return this;
    }

    public Statement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(statement, index));
        return this;
    }

    /// <summary>Runs a statement that returns no row; answers how many rows it changed.</summary>
    public int Run()
    {
        var result = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
            Check(result == raw.SQLITE_ROW ? raw.SQLITE_MISUSE : result);
        return raw.sqlite3_changes(database);
    }

    /// <summary>Runs a query; answers the first column of its first row, a whole number, or null when there is none.</summary>
    public long? Number()
    {
        var result = raw.sqlite3_step(statement);
        long? found = result == raw.SQLITE_ROW ? raw.sqlite3_column_int64(statement, 0) : null;
        raw.sqlite3_reset(statement);
        if (found is null)
            Check(result);
        return found;
    }

    public void Dispose() => statement.Dispose();

    private void Check(int result)
    {
        if (result is raw.SQLITE_OK or raw.SQLITE_DONE)
            return;
        throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result, raw.sqlite3_extended_errcode(database));
    }
}
