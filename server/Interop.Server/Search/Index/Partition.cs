using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Index;

/// <summary>One open partition: its one writer while there is something to write, and readers for those who search.</summary>
internal sealed class Partition(PartitionName name, string path, byte[] secret) : IDisposable
{
    private const int IdleReadersMax = 4;

    /// <summary>Steps after which a writer goes that has written nothing: it keeps pages and words in memory, and of the quarters that are over nothing is written.</summary>
    private const int IdleStepsMax = 8;

    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private PartitionWriter? writer;
    private int idle;
    private volatile bool disposed;

    public PartitionName Name => name;

    public string Path => path;

    public PartitionKey Key { get; } = new(secret);

    /// <summary>For the one that writes the index.</summary>
    public PartitionWriter Writer
    {
        get
        {
            idle = 0;
            return writer ??= new PartitionWriter(path, Key);
        }
    }

    /// <summary>A step of the index is done.</summary>
    public void Age()
    {
        if (writer is not null && ++idle > IdleStepsMax)
            CloseWriter();
    }

    private void CloseWriter()
    {
        writer?.Dispose();
        writer = null;
    }

    /// <exception cref="IndexDamagedException">The file is not what was written.</exception>
    public T Read<T>(Func<SqliteConnection, T> query)
    {
        var sound = false;
        SqliteConnection? connection = null;
        try
        {
            if (!readers.TryTake(out connection))
                connection = PartitionFile.OpenReader(path);
            var result = query(connection);
            sound = true;
            return result;
        }
        catch (SqliteException fault) when (IsDamage(fault))
        {
            throw new IndexDamagedException(fault.Message, fault);
        }
        finally
        {
            if (connection is not null && sound && !disposed && readers.Count < IdleReadersMax)
                readers.Add(connection);
            else
                connection?.Dispose();
        }
    }

    public static bool IsDamage(SqliteException fault) => fault.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_FORMAT;

    /// <summary>No reader holds on to what is not there any more.</summary>
    public void CloseReaders()
    {
        while (readers.TryTake(out var connection))
            connection.Dispose();
    }

    public void Dispose()
    {
        disposed = true;
        CloseWriter();
        CloseReaders();
    }
}
