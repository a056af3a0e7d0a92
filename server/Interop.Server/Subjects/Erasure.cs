using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Server.Archive;
using Interop.Server.Retention;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Subjects;

/// <summary>
/// Carries out one request (spec 9.9): ends what nothing keeps, then archives the verdicts together with the rows that named the person. A crash before the verdicts:
/// what has ended stays so, under its certificate, and the rest is done again; the verdicts come once, in one commit.
/// </summary>
internal sealed class Erasure(ServerOptions options, Database database, AppendLog log, SubjectFinder finder, SubjectVerdicts verdicts, BodyEnding ending, LogErasure erasure, LinkErasure links, Tellings tellings, FaultPoints faults)
{
    /// <summary>Records of a request that are looked at in one go.</summary>
    private const int LeavesAtOnce = 50_000;

    /// <summary>A request that was approved, or one of which something is kept.</summary>
    public async Task CarryOutAsync(SubjectRow request, CancellationToken stop)
    {
        var people = finder.People(request);
        var leaves = database.Read(c => Leaves(c, request, people));
        var order = new EndingOrder(LeafRanges.None, request.Kind == SubjectRequest.Objection ? EndingReason.Objection : EndingReason.Erasure, null, request.Author, request.ApprovedBy ?? request.Author, request.Basis);
        foreach (var part in leaves.Chunk(LeavesAtOnce))
        {
            var free = verdicts.Of(part).Where(v => v.Value.Verdict is null).Select(v => v.Key).Order();
            await ending.EndAsync(order with { Leaves = LeafRanges.Of(free) }, stop);
        }
        faults.Crash(FaultPoints.SubjectEnded);
        await KeepAsync(request, people, leaves.Chunk(LeavesAtOnce).SelectMany(verdicts.Of).OrderBy(v => v.Key).ToList(), stop);
    }

    private static IReadOnlyList<long> Leaves(SqliteConnection connection, SubjectRow request, IReadOnlyList<(long Row, Protocol.Identifiers.UserId Id)> people)
    {
        if (request.State == SubjectRow.Kept)
            return [.. connection.Query<long>("SELECT leaf FROM subject_verdicts WHERE request=@N AND verdict='kept' ORDER BY leaf", new { request.N })];
        if (request.Issuer.Length > 0)
            return [.. connection.Query<long>("SELECT DISTINCT leaf FROM subject_events WHERE request=@N AND leaf IS NOT NULL ORDER BY leaf", new { request.N })];
        return request.Kind == SubjectRequest.Objection ? SubjectFinder.Sealed(connection, people) : SubjectFinder.Concerned(connection, people);
    }

    private async Task KeepAsync(SubjectRow request, IReadOnlyList<(long Row, Protocol.Identifiers.UserId Id)> people, List<KeyValuePair<long, SubjectReason>> found, CancellationToken stop)
    {
        // Came on hold, or was kept by its day's minimum, between the look and the end: it still stands, and is looked at again.
        var all = found.Select(v => (Leaf: v.Key, Reason: v.Value.Verdict is null ? new SubjectReason(SubjectVerdict.Kept, null, SubjectReason.LegalClaims, true) : v.Value)).ToList();
        var known = database.Read(c => c.Query<(long Leaf, string Verdict, string? Until, string? Basis)>("SELECT leaf, verdict, until, basis FROM subject_verdicts WHERE request=@N", new { request.N })
            .ToDictionary(v => v.Leaf, v => (v.Verdict, v.Until, v.Basis)));
        var changed = all.Where(v => !known.TryGetValue(v.Leaf, out var before) || before != (v.Reason.Verdict!, v.Reason.Until, v.Reason.Basis)).ToList();
        var records = changed.GroupBy(v => v.Reason).SelectMany(g => LeafRanges.Of(g.Select(v => v.Leaf)).Parts(BodyEnding.RangesMax, long.MaxValue).Select(part => SubjectRecord.Verdict(request, g.Key, part))).ToList();
        var isKept = all.Any(v => v.Reason.Verdict == SubjectVerdict.Kept);
        var notices = request.Issuer.Length == 0 ? database.Read(c => tellings.For(c, request, [.. changed.Where(v => v.Reason.Verdict == SubjectVerdict.Erased).Select(v => v.Leaf)])) : [];
        records.AddRange(notices.Select(n => SubjectRecord.ToPeer(request, SubjectRecord.Told, n.Peer)));
        var append = new RecordsAppend(records, (connection, _) =>
        {
            connection.Execute("INSERT OR REPLACE INTO subject_verdicts(request, leaf, verdict, until, basis, held, certificate) VALUES (@N, @Leaf, @Verdict, @Until, @Basis, @IsHeld, @Certificate)",
                changed.Select(v => new { request.N, v.Leaf, v.Reason.Verdict, v.Reason.Until, v.Reason.Basis, v.Reason.IsHeld, v.Reason.Certificate }));
            connection.Execute("UPDATE subject_requests SET state=@state WHERE n=@N", new { state = isKept ? SubjectRow.Kept : SubjectRow.Done, request.N });
            Tellings.Insert(connection, request, notices);
            LinkErasure.Waits(connection, [.. all.Where(v => v.Reason.Verdict == SubjectVerdict.Erased).Select(v => v.Leaf)]);
            if (request is { Kind: SubjectRequest.Erasure, Issuer.Length: 0 })
                LinkErasure.End(connection, people, options.Provider);
        });
        log.Enqueue(append);
        await append.Done;
        if (request is { Kind: SubjectRequest.Erasure, Issuer.Length: 0 })
            links.Refresh(people);
        // What the rows had said stands in the write-ahead log until it is emptied.
        await erasure.TruncateAsync(stop);
    }
}
