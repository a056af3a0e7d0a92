using Dapper;
using Interop.Protocol.Evidence;
using Interop.Protocol.ProxyApi;
using Interop.Server.Archive;

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
    LogRecord record, Func<CommitBatch, long, long?> claim, Action<CommitBatch, long> also, Func<ArchiveReceipt, Stamp> stamp) : WriteItem
{
    private readonly TaskCompletionSource<long> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long leaf;

    /// <summary>Index of the record, on disk.</summary>
    public Task<long> Done => done.Task;

    public override void Apply(CommitBatch batch)
    {
        if (claim(batch, batch.First + batch.Count) is { } earlier)
        {
            leaf = earlier;
            return;
        }
        leaf = batch.Append(record);
        also(batch, leaf);
        batch.Stamp(leaf, stamp);
    }

    public override void Answer() => done.TrySetResult(leaf);

    public override void Failed(Exception fault) => done.TrySetException(fault);

    /// <summary>Claims the question of one event in one direction.</summary>
    public static Func<CommitBatch, long, long?> Claim(string ev, string direction) => (batch, leaf) =>
        batch.Statements.ClaimDecision.BindText(1, ev).BindText(2, direction).Bind(3, leaf).Run() > 0
            ? null
            : batch.Connection.QuerySingle<long>("SELECT leaf FROM decisions WHERE event=@ev AND direction=@direction", new { ev, direction });
}
