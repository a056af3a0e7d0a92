using Interop.Server.Archive;
using Interop.Server.Outbound;
using Interop.Server.Storage;

namespace Interop.Server.Delivery;

/// <summary>
/// Releases of one room on their way into the log: each record, the end of its hold, and its places in the streams are in one transaction. A crash before the
/// commit: all of it is still held, and is released after the start. A crash after it: nothing of it is held, and who was not told reads it from the log.
/// </summary>
/// <param name="releases">In the order in which they are delivered.</param>
/// <param name="faults">For tests.</param>
internal sealed class ReleasesAppend(IReadOnlyList<Release> releases, FaultPoints faults) : WriteItem
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] leaves = new long[releases.Count];

    /// <summary>All of it is durable.</summary>
    public Task Done => done.Task;

    public override void Apply(CommitBatch batch)
    {
        var statements = batch.Statements;
        foreach (var (place, release) in releases.Index())
        {
            var (target, to) = (release.Held.Leaf, release.To.Id);
            var changed = release.WaitsFor is { } still
                ? statements.UpdateHold.BindText(1, still).Bind(2, target).Bind(3, to).Run()
                : statements.DeleteHold.Bind(1, target).Bind(2, to).Run();
            // What is not held any more ended otherwise meanwhile, as by an erasure: it is not released a second time.
            leaves[place] = changed == 0 ? -1 : Append(batch, release);
        }
    }

    public override void Committed(CommitBatch batch)
    {
        foreach (var (place, release) in releases.Index())
        {
            if (leaves[place] is var leaf && leaf < 0)
                continue;
            faults.Crash(FaultPoints.ReleaseAfter);
            if (release.Delivers)
                batch.Deliveries.Add(new ReleaseDelivery(leaf, release));
            if (release.Sender.IsOurs)
                batch.Deliveries.Add(new StatusDelivery(leaf, release.Sender, release.Status(batch.At)));
        }
    }

    public override void Answer() => done.TrySetResult();

    public override void Failed(Exception fault) => done.TrySetException(fault);

    private long Append(CommitBatch batch, Release release)
    {
        var statements = batch.Statements;
        var leaf = batch.Append(release.Record());
        if (release.Answer.Stamp is { } stamp)
            StampBatch.Write(statements.InsertStamp, leaf, stamp);
        if (release.Delivers)
            statements.InsertReleaseItem.Bind(1, release.To.Id).Bind(2, leaf).Bind(3, release.Held.Leaf).Run();
        if (release.Sender.IsOurs)
            statements.InsertStatusItem.Bind(1, release.Sender.Id).Bind(2, leaf).Run();
        else
            batch.SendTo(release.Sender.Provider, leaf, release.Room, OutboxRow.ReportLane);
        faults.Crash(FaultPoints.ReleaseBefore);
        return leaf;
    }
}
