using System.Text.Json;
using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Evidence;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Preservation;
using Interop.Server.Storage;

namespace Interop.Server.Retention;

/// <summary>Proposals to end what is due: what one would end is computed first, and another person approves it (spec 9.8).</summary>
internal sealed class Dispositions(Database database, AppendLog log, Assignment assignment, DueRecords due, TimeProvider time) : IDisposable
{
    /// <summary>Author of what nobody asked for.</summary>
    public const string Schedule = "schedule";

    private const int ListMax = 100;
    private const int CertificatesMax = 1000;

    private readonly SemaphoreSlim approved = new(0);

    /// <summary>Computes a proposal and keeps it. Nothing ends by it.</summary>
    /// <exception cref="ProblemException">5.5.0: the time is none, or in the future.</exception>
    public async Task<DispositionView> ProposeAsync(Principal principal, DispositionRequest request)
    {
        var now = time.GetUtcNow();
        var at = now;
        if (request.Due is { } text && (!WireTime.TryParse(text, out at) || at > now))
            throw new ProblemException(DecisionCodes.Malformed, "due is a time of RFC 3339 in UTC, not in the future.");
        return await AddAsync(principal.Account, at, null, due.Plan(at, log.Committed, now, _ => true));
    }

    /// <summary>Asks for the end of one body: what is due becomes a proposal of its own, and what is kept is answered so (RET-9.23).</summary>
    /// <exception cref="ProblemException">5.5.4: there is no such record, or no body of it; 5.3.2: a legal hold keeps it that the asker may know of; 5.1.0: something else does, or nothing asks for its end.</exception>
    public async Task<DispositionView> ProposeAsync(Principal principal, long index)
    {
        var now = time.GetUtcNow();
        var (group, holds) = database.Read(connection =>
        {
            if (BodyRows.Standing(connection, LeafRanges.Of(index, index)).Count == 0)
                throw new ProblemException(DecisionCodes.NotFound, "There is no such record, or no body of it.");
            return (KeptGroup.Of(connection, index), LegalHolds.Matches(connection, [index]).ToList());
        });
        if (holds.Count > 0)
            throw Held(principal.KeepsRecords || (principal.Has(Permissions.Hold) && holds.Exists(h => !h.Confidential)));
        var (term, name) = group?.Term(assignment.History) ?? default;
        if (name is null || term.Maximum > now || now < term.Minimum)
            throw Held(mayKnow: false);
        return await AddAsync(principal.Account, now, null, due.Plan(group!, name, index));
    }

    /// <summary>What is due now, without anybody asking: classes that end automatically at once, the others as a proposal if none waits already.</summary>
    public async Task GatherAsync()
    {
        var now = time.GetUtcNow();
        var current = assignment.History.Current;
        await AddAsync(Schedule, now, current.ApprovedBy ?? current.Author, due.Plan(now, log.Committed, now, name => current.Find(name)?.Automatic == true), isKeptEmpty: false);
        if (database.Read(c => c.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM dispositions WHERE state='preview' AND author=@Schedule)", new { Schedule })) == 0)
            await AddAsync(Schedule, now, null, due.Plan(now, log.Committed, now, name => current.Find(name)?.Automatic != true), isKeptEmpty: false);
    }

    /// <exception cref="ProblemException">5.5.4: there is none; 5.1.0: its author does not approve it; 5.5.2: it was approved already; 5.3.2: it is about one record, which has come on hold.</exception>
    public async Task<DispositionView> ApproveAsync(Principal principal, string id)
    {
        var row = Find(id);
        if (PlanOf(row) is { First: var only, Last: var last } && only == last && database.Read(c => LegalHolds.Kept(c, [only])).Count > 0)
            throw Held(principal.Has(Permissions.Retention));
        if (row.Author == principal.Account)
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Whoever has asked for a disposition does not approve it: another person does.");
        var changed = await log.WriteAsync(writer => writer.Execute(
            "UPDATE dispositions SET state='approved', approved_by=@by, approved_at=@at WHERE id=@id AND state='preview'", new { by = principal.Account, at = WireTime.Format(time.GetUtcNow()), id }));
        if (changed == 0)
            throw new ProblemException(DecisionCodes.TransactionConflict, "It was approved already.");
        approved.Release();
        return View(id);
    }

    /// <summary>Completes when something was approved, or the time is over.</summary>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken stop) => approved.WaitAsync(timeout, stop);

    public DispositionView View(string id) => View(Find(id));

    public DispositionList List() => new([.. database.Read(c => c.Query<DispositionRow>($"{DispositionRow.Select} ORDER BY id DESC LIMIT {ListMax}").AsList()).Select(View)]);

    /// <summary>The oldest that is approved and not done; null for none.</summary>
    public DispositionRow? Next() => database.Read(c => c.QueryFirstOrDefault<DispositionRow>($"{DispositionRow.Select} WHERE state IN ('approved', 'running') ORDER BY id LIMIT 1"));

    public static DuePlan PlanOf(DispositionRow row) => JsonSerializer.Deserialize(row.Plan, StoreJson.Default.DuePlan)!;

    public void Dispose() => approved.Dispose();

    /// <summary>Who may not know of a hold is answered as for anything else that keeps a body.</summary>
    private static ProblemException Held(bool mayKnow) => mayKnow
        ? new ProblemException(DecisionCodes.LegalHoldPreventsDeletion, DecisionCodes.LegalHoldPreventsDeletion.Meaning)
        : new ProblemException(DecisionCodes.BlockedPolicy, "Something keeps this body, or nothing asks for its end.");

    private DispositionRow Find(string id) =>
        database.Read(c => c.QuerySingleOrDefault<DispositionRow>($"{DispositionRow.Select} WHERE id=@id", new { id })) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such disposition.");

    private async Task<DispositionView> AddAsync(string author, DateTimeOffset at, string? approvedBy, DuePlan plan, bool isKeptEmpty = true)
    {
        var (now, size) = (time.GetUtcNow(), log.Committed);
        var row = new DispositionRow
        {
            Id = Guid.CreateVersion7(now).ToString("D"), State = approvedBy is null ? DispositionRow.Preview : DispositionRow.Approved, Due = WireTime.Format(at), Size = size, Author = author,
            At = WireTime.Format(now), ApprovedBy = approvedBy, Plan = JsonSerializer.Serialize(plan, StoreJson.Default.DuePlan), Reached = -1,
        };
        if (plan.Count == 0 && !isKeptEmpty)
            return View(row);
        await log.WriteAsync(writer => writer.Execute("""
            INSERT INTO dispositions(id, state, due, size, author, at, approved_by, approved_at, plan) VALUES (@Id, @State, @Due, @Size, @Author, @At, @ApprovedBy, iif(@ApprovedBy IS NULL, NULL, @At), @Plan)
            """, row));
        if (approvedBy is not null)
            approved.Release();
        return View(row);
    }

    private DispositionView View(DispositionRow row)
    {
        var plan = PlanOf(row);
        var certificates = database.Read(c => c.Query<string>($"SELECT certificate FROM endings WHERE disposition=@Id AND done IS NOT NULL ORDER BY begun LIMIT {CertificatesMax}", new { row.Id }).ToArray());
        return new DispositionView(
            row.Id, row.State, row.Due, row.Size, row.Author, row.At, plan.Count, plan.Counts, plan.Examples, plan.KeptByMinimum, plan.KeptByHold,
            row.Ended, row.Reached + 1, certificates, row.ApprovedBy, row.Finished);
    }
}
