using System.Text.Json;
using Dapper;
using Interop.Protocol.Evidence;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>
/// The only place that ends bodies, for every reason (spec 9.8): a record that it has begun, the bodies and every copy of them, the write-ahead
/// log, a record that it is done. One at a time. After a crash the first call, or <see cref="CompleteAsync"/>, takes up what was begun before
/// anything else is ended.
/// </summary>
internal sealed partial class BodyEnding(ServerOptions options, Database database, AppendLog log, LogErasure erasure, IEnumerable<IBodyKeeper> keepers, IEnumerable<IBodyCopies> copies, FaultPoints faults, TimeProvider time, ILogger<BodyEnding> logger) : IDisposable
{
    /// <summary>Ranges of one disposition.</summary>
    public const int RangesMax = 4096;

    /// <summary>Records of one disposition.</summary>
    private const long LeavesMax = 1_000_000;

    /// <summary>Records of one commit: others are written between two of them.</summary>
    private const long LeavesPerCommit = 20_000;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly IBodyKeeper[] keepers = [.. keepers];
    private readonly IBodyCopies[] copies = [.. copies];

    /// <summary>
    /// Ends the bodies of the order, except those that something of a higher rank keeps. Returns when nothing of them can be read and all records
    /// are durable.
    /// </summary>
    /// <param name="order">Which, why, and who has ordered it.</param>
    /// <param name="stop">Ends early; what was begun is completed by the next call, or at the next start.</param>
    /// <param name="disposition">Of a proposal: its id, for its progress; null otherwise.</param>
    /// <returns>The dispositions that were made of it, in order; none when there was nothing to end.</returns>
    public async Task<IReadOnlyList<EndedBodies>> EndAsync(EndingOrder order, CancellationToken stop, string? disposition = null)
    {
        await gate.WaitAsync(stop);
        try
        {
            await CompleteBegunAsync(stop);
            var done = new List<EndedBodies>();
            foreach (var part in order.Leaves.Parts(RangesMax, LeavesMax))
            {
                var (standing, kept) = database.Read(c => Standing(c, part, order.Reason));
                foreach (var one in standing.Parts(RangesMax, LeavesMax))
                    done.Add(await EndAsync(order with { Leaves = one }, disposition, stop) is var ended && kept.Count > 0 ? ended with { Kept = ended.Kept.Union(kept) } : ended);
            }
            return done;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Which of the leaves something keeps, whatever the reason to end them; to answer before anything is ordered.</summary>
    public LeafRanges Kept(LeafRanges leaves, string reason) => database.Read(c => Kept(c, leaves, reason));

    /// <summary>Completes what a crash has left begun.</summary>
    public async Task CompleteAsync(CancellationToken stop)
    {
        await gate.WaitAsync(stop);
        try
        {
            await CompleteBegunAsync(stop);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private (LeafRanges Standing, LeafRanges Kept) Standing(SqliteConnection connection, LeafRanges leaves, string reason)
    {
        var standing = BodyRows.Standing(connection, leaves);
        var kept = Kept(connection, standing, reason);
        return (standing.Except(kept), kept);
    }

    private LeafRanges Kept(SqliteConnection connection, LeafRanges leaves, string reason)
    {
        var kept = LeafRanges.None;
        foreach (var keeper in keepers)
            kept = kept.Union(keeper.Kept(connection, leaves, reason).Intersect(leaves));
        return kept;
    }

    private async Task CompleteBegunAsync(CancellationToken stop)
    {
        foreach (var open in database.Read(c => c.Query<Ending>("SELECT certificate, begun, reason, class, author, approved_by AS ApprovedBy, basis FROM endings WHERE done IS NULL ORDER BY begun").AsList()))
        {
            LogCompleting(open.Certificate, open.Begun);
            using var record = JsonDocument.Parse(database.Read(c => c.QuerySingle<byte[]>("SELECT record FROM records WHERE leaf=@Begun", new { open.Begun })));
            var leaves = LeafRanges.Read(record.RootElement.GetProperty("leaves")) ?? throw new InvalidOperationException($"record {open.Begun} names no leaves");
            await FinishAsync(Guid.Parse(open.Certificate), open.Begun, new EndingOrder(leaves, open.Reason, open.Class, open.Author, open.ApprovedBy, open.Basis), stop);
        }
    }

    private async Task<EndedBodies> EndAsync(EndingOrder order, string? disposition, CancellationToken stop)
    {
        var certificate = Guid.CreateVersion7(time.GetUtcNow());
        var root = database.Read(c => LeafHashes.Root(c, order.Leaves));
        var begun = await log.AppendAsync(DispositionRecord.Begun(certificate, order, root), (writer, leaf) => writer.Execute("""
            INSERT INTO endings(certificate, begun, disposition, reason, class, author, approved_by, basis) VALUES (@certificate, @leaf, @disposition, @Reason, @Class, @By, @ApprovedBy, @Basis)
            """, new { certificate = certificate.ToString("D"), leaf, disposition, order.Reason, order.Class, order.By, order.ApprovedBy, order.Basis }));
        faults.Crash(FaultPoints.DispositionBegun);
        return await FinishAsync(certificate, begun, order, stop);
    }

    /// <summary>From the first record to the second. Every step can be done again: what has ended already stays as it is.</summary>
    private async Task<EndedBodies> FinishAsync(Guid certificate, long begun, EndingOrder order, CancellationToken stop)
    {
        var left = RangesMax - database.Read(c => BodyRows.EndedBy(c, order.Leaves, begun)).Ranges;
        foreach (var part in order.Leaves.Parts(RangesMax, LeavesPerCommit))
        {
            stop.ThrowIfCancellationRequested();
            var ranges = left;
            left -= await log.WriteAsync(writer => EndPart(writer, part, new Ordered(order.Reason, begun, ranges)));
            faults.Crash(FaultPoints.DispositionBodies);
        }
        var ended = database.Read(c => BodyRows.EndedBy(c, order.Leaves, begun));
        foreach (var copy in copies)
            await copy.ForgetAsync(ended, stop);
        await erasure.TruncateAsync(stop);
        faults.Crash(FaultPoints.DispositionDone);
        var root = database.Read(c => LeafHashes.Root(c, ended));
        var until = options.Retention.CopiesDays == 0 ? null : WireTime.Format(time.GetUtcNow().AddDays(options.Retention.CopiesDays));
        var done = await log.AppendAsync(DispositionRecord.Done(certificate, order with { Leaves = ended }, root, begun, until), (writer, leaf) =>
            writer.Execute("UPDATE endings SET done=@leaf, count=@Count WHERE certificate=@certificate", new { leaf, ended.Count, certificate = certificate.ToString("D") }));
        LogDone(ended.Count, order.Reason, done);
        return new EndedBodies(certificate, begun, done, ended, order.Leaves.Except(ended));
    }

    /// <summary>One commit. What came on hold since it was begun is asked for here, where no hold can come between.</summary>
    /// <returns>How many ranges were ended: the second record names no more than a first one may.</returns>
    private int EndPart(SqliteConnection writer, LeafRanges part, Ordered ordered)
    {
        var ending = part.Except(Kept(writer, part, ordered.Reason));
        if (ending.Ranges > ordered.RangesLeft)
            ending = ordered.RangesLeft <= 0 ? LeafRanges.None : ending.Parts(ordered.RangesLeft, long.MaxValue).First();
        BodyRows.End(writer, ending, ordered.Begun);
        foreach (var copy in copies)
            copy.Forget(writer, ending);
        return ending.Ranges;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Disposition {Certificate}, begun with record {Begun}, is completed")]
    private partial void LogCompleting(string certificate, long begun);

    [LoggerMessage(Level = LogLevel.Information, Message = "The bodies of {Count} records have ended ({Reason}), see record {Done}")]
    private partial void LogDone(long count, string reason, long done);

    private sealed record Ordered(string Reason, long Begun, int RangesLeft);

    private sealed record Ending(string Certificate, long Begun, string Reason, string? Class, string Author, string ApprovedBy, string Basis);
}
