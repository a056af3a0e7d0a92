using Microsoft.Data.Sqlite;

namespace Interop.Server.Tests.Retention;

/// <summary>Another process that has the database of a running server open, and reads it as it was.</summary>
internal sealed class SlowReader : IAsyncDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteTransaction state;

    private SlowReader(SqliteConnection opened)
    {
        connection = opened;
        state = opened.BeginTransaction(deferred: true);
        // A transaction that only reads begins with its first read.
        using var command = opened.CreateCommand();
        command.CommandText = "SELECT count(*) FROM records";
        command.ExecuteScalar();
    }

    public static SlowReader Of(RetentionWorld world)
    {
        var opened = new SqliteConnection($"Data Source={Path.Combine(world.Scene.Server.Data, "ocip.db")};Mode=ReadOnly;Pooling=False");
        opened.Open();
        return new SlowReader(opened);
    }

    public async ValueTask DisposeAsync()
    {
        await state.DisposeAsync();
        await connection.DisposeAsync();
    }
}
