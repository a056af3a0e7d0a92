using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Interop.Server.Storage;

/// <summary>A reader's connection while somebody reads on it.</summary>
/// <param name="connection">Borrowed.</param>
/// <param name="begun">Time stamp of when it was.</param>
internal sealed class ReaderLease(SqliteConnection connection, long begun)
{
    private readonly Lock gate = new();
    private bool returned;

    public long Begun => begun;

    /// <summary>The read fails with SQLITE_INTERRUPT at its next step; none after it does.</summary>
    public void End()
    {
        lock (gate)
        {
            if (!returned)
                raw.sqlite3_interrupt(connection.Handle!);
        }
    }

    public void Return()
    {
        lock (gate)
            returned = true;
    }
}
