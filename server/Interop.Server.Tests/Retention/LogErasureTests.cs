using Dapper;
using Interop.Server.Archive.Encryption;
using Interop.Server.Retention;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Interop.Server.Tests.Retention;

/// <summary>Readers of an older state hold up the end of bodies for a moment only (spec 9.8).</summary>
public sealed class LogErasureTests : IDisposable
{
    private const string Endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n, settings";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ocip-erasure-");
    private readonly Database database;
    private readonly SqliteConnection writer;

    public LogErasureTests()
    {
        database = new Database(folder.FullName, new KeyEncryptionFiles(folder.FullName));
        writer = database.OpenWriter();
        writer.Execute("INSERT INTO settings(name, value) VALUES ('old', 'what is to be erased')");
    }

    public void Dispose()
    {
        writer.Dispose();
        database.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task EndlessRead_IsEnded_AndTheLogIsEmptied()
    {
        using var reading = new ManualResetEventSlim();
        var read = Task.Run(() => database.Read(c => c.Query<long>(Endless, buffered: false).Sum(n =>
        {
            reading.Set();
            return n % 2;
        })));
        reading.Wait();
        writer.Execute("UPDATE settings SET value='new' WHERE name='old'");
        await Erasure().TruncateAsync(default);
        await Assert.ThrowsAsync<ReadEndedException>(() => read);
        Assert.Equal(0, new FileInfo(Path.Combine(folder.FullName, "ocip.db-wal")).Length);
        // The connection is as good as before.
        Assert.Equal("new", database.Read(c => c.QuerySingle<string>("SELECT value FROM settings WHERE name='old'")));
    }

    [Fact]
    public async Task WhoHoldsTheLog_IsAskedToLetItGo()
    {
        var asked = database.LogAskedFor;
        var copy = Task.Run(async () =>
        {
            using var held = database.HoldLog();
            using var source = database.OpenSnapshot();
            await Task.Delay(Timeout.Infinite, asked).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        while (!database.IsLogHeld)
            await Task.Yield();
        writer.Execute("UPDATE settings SET value='new' WHERE name='old'");
        await Erasure().TruncateAsync(default);
        await copy;
        Assert.False(database.LogAskedFor.IsCancellationRequested);
        Assert.Equal(0, new FileInfo(Path.Combine(folder.FullName, "ocip.db-wal")).Length);
    }

    private LogErasure Erasure() => new(database, work => work(writer), TimeProvider.System, NullLogger<LogErasure>.Instance)
    {
        ReadMax = TimeSpan.FromMilliseconds(50), CopyMax = TimeSpan.FromMilliseconds(100),
    };
}
