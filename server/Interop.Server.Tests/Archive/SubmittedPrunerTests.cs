using Dapper;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Storage;
using Interop.Server.Verification;
using Xunit;

namespace Interop.Server.Tests.Archive;

public sealed class SubmittedPrunerTests : IDisposable
{
    private static readonly DateTimeOffset Cut = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("ocip-pruner-").FullName;

    [Fact]
    public void OldTransactionsOfAllSubmitters_Go_AndNoOthers_ALittleAtATime()
    {
        using var database = new Database(folder, new KeyEncryptionFiles(folder));
        using var connection = database.OpenWriter();
        var (old, young) = (Cut.AddDays(-3), Cut.AddMilliseconds(1));
        foreach (var (sender, many) in new[] { (-7L, 10), (1L, SubmittedPruner.RowsPerWrite + 700), (2L, 3) })
        {
            connection.Execute("INSERT INTO submitted(sender, txn, n, digest, leaf) VALUES (@sender, @txn, 0, 1, 1)",
                Enumerable.Range(0, many).Select(i => new { sender, txn = IdOf(old.AddMilliseconds(i)) }).Append(new { sender, txn = IdOf(young) }));
        }

        var (rounds, gone) = (0, 0);
        long? after = long.MinValue;
        for (; after is { } from; rounds++)
        {
            (after, var rows) = SubmittedPruner.Prune(connection, from, RecentTransactions.FirstIdOf(Cut));
            Assert.InRange(rows, 0, 2 * SubmittedPruner.RowsPerWrite);
            gone += rows;
        }

        Assert.Equal(SubmittedPruner.RowsPerWrite + 713, gone);
        Assert.Equal(2, rounds);
        Assert.Equal([-7L, 1L, 2L], connection.Query<long>("SELECT sender FROM submitted ORDER BY sender"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static byte[] IdOf(DateTimeOffset made) => Guid.CreateVersion7(made).ToByteArray(bigEndian: true);
}
