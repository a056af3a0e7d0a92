using System.Diagnostics;
using System.Text;
using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Evidence;
using Interop.Protocol.Time;
using Interop.Server.Storage;

namespace Interop.Server.Export;

/// <summary>
/// One export, from its request to its package: the records in the order of the log with their proofs, then conversations day by day, then files of
/// media, then the package. Each segment is durable before the next begins; a crash repeats at most one.
/// </summary>
internal sealed class ExportRun(ExportRow row, ExportFolder folder, ExportParts parts, CancellationToken stop)
{
    private static readonly TimeSpan EndingWait = TimeSpan.FromMilliseconds(200);
    private const int RecordsPerPage = 1000;
    private const int RecordsPerSegment = 20_000;
    private readonly ExportRequest request = row.Wanted;
    private readonly long begun = Stopwatch.GetTimestamp();
    private ExportProgress progress = new();
    private long doneBefore;

    /// <summary>How far it is. Replaced as a whole.</summary>
    public ExportView View { get; private set; } = ViewOf(row, new ExportProgress());

    /// <summary>Runs to the end; answers what is told of it, and the digest of its manifest.</summary>
    public (ExportView View, string Manifest) Run()
    {
        progress = folder.Resume(row.Anew) ?? Begin();
        while (true)
        {
            try
            {
                return Carry();
            }
            catch (EndedMeanwhileException)
            {
                folder.Clear();
                progress = Begin();
            }
        }
    }

    private (ExportView View, string Manifest) Carry()
    {
        doneBefore = progress.Next;
        while (true)
        {
            Show(progress.Phase == ExportProgress.Records ? progress.Next : 0, progress.Phase is ExportProgress.Scope or ExportProgress.Records ? progress.Size : null);
            switch (progress.Phase)
            {
                case ExportProgress.Scope:
                    parts.Sets.Write(folder, progress, row, Show, stop);
                    progress.Phase = ExportProgress.Records;
                    break;
                case ExportProgress.Records:
                    Records();
                    progress.Phase = ExportProgress.Conversations;
                    break;
                case ExportProgress.Conversations:
                    parts.Conversations(folder, progress, request, Show, stop);
                    progress.Phase = ExportProgress.Media;
                    break;
                case ExportProgress.Media:
                    parts.CopyMedia(folder, progress, request, Show, stop);
                    progress.Phase = ExportProgress.Packing;
                    break;
                default:
                    return Pack();
            }
            folder.Save(progress);
            if (row.Anew == 0 && parts.Faults.Fails(FaultPoints.ExportHeld))
                stop.WaitHandle.WaitOne();
        }
    }

    /// <summary>What is told of an export that is under way.</summary>
    public static ExportView ViewOf(ExportRow row, ExportProgress progress) => new()
    {
        Id = row.Id, State = row.State, Account = row.Account, Request = row.Wanted, Created = row.Created, Finished = row.Finished, Phase = progress.Phase,
        Done = progress.Next, Total = progress.Size, Records = progress.Taken, Octets = progress.Octets,
        Omitted = [.. progress.Omitted.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => new ExportOmission(o.Key, o.Value))],
        Detail = row.Anew == 0 ? null : "Bodies ended that it might have had: it began anew, without them.",
    };

    /// <summary>The head of the log is fixed here: what is archived later is not in this export.</summary>
    private ExportProgress Begin()
    {
        var (size, note) = Head();
        var first = new ExportProgress { Anew = row.Anew, Size = size, Checkpoint = note };
        foreach (var format in parts.RecordFormats(folder, request))
            format.Begin();
        ProofWriter.Begin(folder);
        if (request.ClientCopy is null)
            AttestationWriter.Begin(folder);
        folder.Save(first);
        return first;
    }

    /// <summary>
    /// The newest signed head that has the second record of each disposition of which it has the first. An export that has begun anew waits for what is
    /// approved to end, too: else it would begin once more with each part of it.
    /// </summary>
    private (long Size, string Note) Head()
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var (size, note, open) = parts.Database.Read(c => c.QuerySingle<(long, string, bool)>("""
                SELECT size, note, EXISTS (SELECT 1 FROM endings WHERE begun<size AND (done IS NULL OR done>=size)) OR (@anew>0 AND EXISTS (SELECT 1 FROM dispositions WHERE state IN ('approved', 'running')))
                FROM checkpoints ORDER BY size DESC LIMIT 1
                """, new { anew = row.Anew }));
            if (!open)
                return (size, note);
            stop.WaitHandle.WaitOne(EndingWait);
        }
    }

    private void Records()
    {
        var formats = parts.RecordFormats(folder, request).ToArray();
        using var filter = parts.FilterOf(folder, request, row);
        var copy = parts.CopyOf(request);
        var beside = new BesideRecords(parts.Database, progress);
        var signed = copy is null ? new AttestationWriter(parts.Database, folder) : null;
        var proofs = new ProofWriter(parts.Database, folder, progress, isCopy: copy is not null);
        var plan = new PlanWriter(folder, request);
        var since = progress.Next;
        while (Least(filter.Next(progress.Next), beside.Next(progress.Next)) is { } next && next < progress.Size)
        {
            stop.ThrowIfCancellationRequested();
            Page(new Choice(filter, copy, beside), formats, new Proofs(proofs, signed), plan, next);
            Show(progress.Next, progress.Size);
            if (progress.Next - since < RecordsPerSegment)
                continue;
            folder.Save(progress);
            since = progress.Next;
        }
        progress.Omit("outOfScope", progress.Size - progress.Next);
        progress.Next = progress.Size;
        proofs.End();
    }

    private static long? Least(long? one, long? other) => one is null || other < one ? other : one;

    private void Page(Choice choice, IRecordFormat[] formats, Proofs proofs, PlanWriter plan, long next)
    {
        var (first, _) = parts.Scan.BatchOf(next);
        // A batch in which the page before has ended was written with it.
        first = Math.Max(first, progress.Next);
        var end = parts.Scan.BatchOf(Math.Min(first + RecordsPerPage, progress.Size) - 1).End;
        progress.Omit("outOfScope", first - progress.Next);
        var page = parts.Scan.Page(first, end);
        var taken = new HashSet<long>();
        foreach (var record in page)
        {
            if ((choice.Filter.Excludes(record) ?? choice.Copy?.Excludes(record)) is { } reason)
            {
                if (!choice.Beside.Needs(record.Index))
                {
                    progress.Omit(reason);
                    continue;
                }
                progress.Beside.Add(record.Index);
            }
            taken.Add(record.Index);
            progress.LastTaken = record.Index;
            choice.Beside.Need(record);
            var given = choice.Copy?.Reduce(record) ?? record;
            foreach (var format in formats)
                format.Write(given);
            plan.Write(given);
            Count(given, formats);
            if (given != record)
                given.Dispose();
        }
        choice.Beside.Passed(end);
        proofs.OfLog.Take(page, taken);
        proofs.OfOthers?.Take(page, taken);
        foreach (var record in page)
            record.Dispose();
        progress.Taken += taken.Count;
        progress.Next = end;
    }

    private void Count(ExportRecord record, IRecordFormat[] formats)
    {
        progress.Count("kind", record.Kind);
        if (record.Network is { } network)
            progress.Count("network", network);
        if (record.BodyAbsent is { } absent)
            progress.Omit(absent);
        foreach (var format in formats)
            progress.Count("format", format.Name);
    }

    private (ExportView View, string Manifest) Pack()
    {
        using (var file = folder.Create("checkpoint.txt"))
            file.Write(Encoding.UTF8.GetBytes(progress.Checkpoint));
        using (var file = folder.Create("keys.json"))
            file.Write(parts.Keys());
        new OutsideWriter(parts.Database, folder, progress).Write();
        folder.Close();
        var writer = new PackageWriter(folder, parts.Signers, Show);
        var files = writer.Digest(stop);
        var finished = WireTime.Format(parts.Time.GetUtcNow());
        var manifest = new ExportManifest
        {
            Form = ExportManifest.FormOne, Id = row.Id, Log = parts.Options.Log, Request = request, Account = row.Account, Roles = row.Roles.Split(' '),
            Created = row.Created, Finished = finished, Checkpoint = progress.Checkpoint, AskedAt = row.Asked, Records = progress.Taken,
            Beside = progress.Beside.Count == 0 ? null : [.. progress.Beside],
            Counts = [.. progress.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new ExportCount(c.Key.Split(' ', 2)[0], c.Key.Split(' ', 2)[1], c.Value))],
            Omitted = ViewOf(row, progress).Omitted, Segment = FileSegment.Octets, Files = files,
        };
        var digest = writer.Sign(manifest);
        var (size, package) = writer.Zip(files, stop);
        var expires = WireTime.Format(parts.Time.GetUtcNow() + parts.Options.Exports.Keep);
        return (ViewOf(row, progress) with { State = ExportRow.Done, Phase = null, Finished = finished, Expires = expires, Octets = size, Package = package }, digest);
    }

    private sealed record Choice(ScopeFilter Filter, ClientCopy? Copy, BesideRecords Beside);

    private sealed record Proofs(ProofWriter OfLog, AttestationWriter? OfOthers);

    /// <summary>Tells how far the phase is; without a total it has only begun.</summary>
    private void Show(long done, long? total)
    {
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        View = ViewOf(row, progress) with
        {
            State = ExportRow.Running, PhaseDone = total is null ? null : done, PhaseTotal = total, Rate = seconds > 0.1 ? (long)((progress.Next - doneBefore) / seconds) : null,
        };
    }
}
