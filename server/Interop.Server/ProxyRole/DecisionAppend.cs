using Dapper;
using Interop.Protocol.Evidence;
using Interop.Protocol.ProxyApi;
using Interop.Server.Archive;
using Microsoft.Data.Sqlite;

namespace Interop.Server.ProxyRole;

/// <summary>
/// A decision on its way into the proxy's log. Whether it is a repeat is decided by the store, so that two copies of a question on their way at
/// once get one stamp. A crash before the commit: nothing was answered, and it is decided anew; after it: the same is answered when it is asked again.
/// </summary>
/// <param name="record">The record.</param>
/// <param name="claim">Claims the question inside the transaction for the leaf; answers the leaf of the earlier answer when there is one.</param>
/// <param name="also">What changes with it; gets the leaf.</param>
/// <param name="stamp">The stamp, of the receipt.</param>
internal sealed class DecisionAppend(
    LogRecord record, Func<SqliteConnection, long, long?> claim, Action<SqliteConnection, long> also, Func<ArchiveReceipt, Stamp> stamp) : WriteItem
{
    private readonly TaskCompletionSource<long> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long leaf;

    /// <summary>Index of the record, on disk.</summary>
    public Task<long> Done => done.Task;

    public override void Apply(CommitBatch batch)
    {
        if (claim(batch.Connection, batch.First + batch.Count) is { } earlier)
        {
            leaf = earlier;
            return;
        }
        leaf = batch.Append(record);
        also(batch.Connection, leaf);
        batch.Stamp(leaf, stamp);
    }

    public override void Answer() => done.TrySetResult(leaf);

    public override void Failed(Exception fault) => done.TrySetException(fault);

    /// <summary>Claims a place in a table whose key is (event, other).</summary>
    public static Func<SqliteConnection, long, long?> Claim(string table, string column, string ev, string other) => (connection, leaf) =>
        connection.Execute($"INSERT INTO {table}(event, {column}, leaf) VALUES (@ev, @other, @leaf) ON CONFLICT DO NOTHING", new { ev, other, leaf }) > 0
            ? null
            : connection.QuerySingle<long>($"SELECT leaf FROM {table} WHERE event=@ev AND {column}=@other", new { ev, other });
}
