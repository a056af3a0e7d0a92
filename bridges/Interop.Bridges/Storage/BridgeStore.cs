using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>
/// The bridge's own database: one SQLite file per network (WAL, synchronous=FULL: what was committed survives a power cut). One process at a time:
/// a second one is refused, since two would both deliver.
/// </summary>
internal sealed class BridgeStore : IAsyncDisposable
{
    private readonly string readString;
    private readonly FileStream lease;
    private readonly StoreWriter writer;

    private BridgeStore(string readString, FileStream lease, StoreWriter writer)
    {
        this.readString = readString;
        this.lease = lease;
        this.writer = writer;
    }

    /// <summary>Opens or makes the database and brings it to the newest schema.</summary>
    /// <exception cref="IOException">Another process uses it.</exception>
    public static BridgeStore Open(string file, FaultPoints faults)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        FileStream held;
        try
        {
            held = new FileStream(file + ".lease", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"{file} is in use by another bridge process. Stop that one first, or give this one a data folder of its own.", exception);
        }
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 30 }.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            Migrate(connection);
        }
        catch
        {
            connection.Dispose();
            held.Dispose();
            throw;
        }
        var reading = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 30 }.ConnectionString;
        return new BridgeStore(reading, held, new StoreWriter(connection, faults));
    }

    /// <summary>Reads what is committed.</summary>
    public T Read<T>(Func<SqliteConnection, T> query)
    {
        using var connection = new SqliteConnection(readString);
        connection.Open();
        return query(connection);
    }

    /// <inheritdoc cref="StoreWriter.WriteAsync{T}"/>
    public Task<T> WriteAsync<T>(string step, Func<SqliteConnection, T> work, CancellationToken cancellationToken) => writer.WriteAsync(step, work, cancellationToken);

    /// <inheritdoc cref="StoreWriter.WriteAsync{T}"/>
    public Task WriteAsync(string step, Action<SqliteConnection> work, CancellationToken cancellationToken) => writer.WriteAsync(step, work, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        using (var connection = new SqliteConnection(readString))
            SqliteConnection.ClearPool(connection);
        await lease.DisposeAsync();
    }

    private static void Migrate(SqliteConnection connection)
    {
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        if (version > Schema.Migrations.Count)
            throw new IOException($"The database is of a newer version ({version}) than this program ({Schema.Migrations.Count}). Run the newer program.");
        for (; version < Schema.Migrations.Count; version++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(Schema.Migrations[version], transaction: transaction);
            connection.Execute($"PRAGMA user_version = {version + 1}", transaction: transaction);
            transaction.Commit();
        }
    }
}
