using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Preservation;
using Interop.Server.Search;
using Interop.Server.Search.Query;
using Interop.Server.Storage;

namespace Interop.Server.Export;

/// <summary>
/// Finds, at the beginning of an export, the records that its query finds and those that the holds of its case keep (spec 08.15), page by page up to the
/// size that the log had. Each page is durable before the next: after a crash it goes on behind the last one, and what was found stays found.
/// </summary>
internal sealed class ScopeSets(Database database, Searcher searcher)
{
    /// <summary>What the query finds.</summary>
    public const string Found = ".found";

    /// <summary>What the holds keep.</summary>
    public const string Held = ".held";

    private const string Name = "export";
    private const int HitsAtOnce = 5_000;
    private const int RecordsAtOnce = 10_000;
    private static readonly TimeSpan IndexWait = TimeSpan.FromMilliseconds(200);

    /// <exception cref="ProblemException">5.5.0: the search does not understand the query; 5.1.0: who asks may not know of holds; 5.5.4: there is no such case.</exception>
    public void Check(Principal principal, ExportScope scope)
    {
        if (scope.Query is { } query)
            Check(query);
        if (scope.Case is not { } named)
            return;
        if (!principal.Has(Permissions.Hold))
            throw new ProblemException(DecisionCodes.BlockedPolicy, "scope.case: only who may see legal holds exports what they keep.");
        if (!database.Read(c => LegalHolds.HasCase(c, named)))
            throw new ProblemException(DecisionCodes.NotFound, "scope.case: there is no such case.");
    }

    /// <summary>Writes the sets that the scope asks for, as far as they are not there yet.</summary>
    /// <param name="folder">Of the export.</param>
    /// <param name="progress">Of it.</param>
    /// <param name="row">What was asked for, and by whom.</param>
    /// <param name="told">Hears how many records of the log are behind it, and how many there are.</param>
    /// <param name="stop">Ends it.</param>
    public void Write(ExportFolder folder, ExportProgress progress, ExportRow row, Action<long, long?> told, CancellationToken stop)
    {
        var (scope, roles) = (row.Wanted.Scope, row.Roles.Split(' '));
        if (scope.Query is { } query)
            WriteFound(folder, progress, QuestionOf(query, new SearchFilter { Hidden = [.. SearchRequest.KindsHiddenFrom(roles).Select(Facets.Kind)] }), told, stop);
        if (scope.Case is { } named)
            WriteHeld(folder, progress, (named, roles.Contains(Roles.Records)), told, stop);
    }

    private void Check(string query)
    {
        try
        {
            // No time is before the first and not before it: every part of the index reads the question, and none looks for anything.
            searcher.Search(QuestionOf(query, new SearchFilter { From = 0, To = 0 }) with { Cursor = After(-1) });
        }
        catch (QueryException wrong)
        {
            throw new ProblemException(DecisionCodes.Malformed, $"scope.query: {wrong.Message}");
        }
    }

    private void WriteFound(ExportFolder folder, ExportProgress progress, SearchQuestion question, Action<long, long?> told, CancellationToken stop)
    {
        folder.Grow(Found);
        while (progress.FoundTo < progress.Size)
        {
            stop.ThrowIfCancellationRequested();
            var page = searcher.Search(question with { Cursor = After(progress.FoundTo - 1) });
            if (page.Incomplete || page.Searched < progress.Size)
            {
                // The index is behind the log, or a part of it is being made anew: what it lacks would be missing for good.
                stop.WaitHandle.WaitOne(IndexWait);
                continue;
            }
            LeafSet.Append(folder, Found, page.Leaves.Where(leaf => leaf < progress.Size));
            progress.FoundTo = page.Next is null ? progress.Size : page.Leaves[^1] + 1;
            folder.Save(progress);
            told(progress.FoundTo, progress.Size);
        }
    }

    private void WriteHeld(ExportFolder folder, ExportProgress progress, (string Case, bool WithConfidential) of, Action<long, long?> told, CancellationToken stop)
    {
        folder.Grow(Held);
        while (progress.HeldTo < progress.Size)
        {
            stop.ThrowIfCancellationRequested();
            var (from, to) = (progress.HeldTo, Math.Min(progress.HeldTo + RecordsAtOnce, progress.Size));
            LeafSet.Append(folder, Held, database.Read(c => LegalHolds.OfCase(c, of.Case, of.WithConfidential, from, to)));
            progress.HeldTo = to;
            folder.Save(progress);
            told(to, progress.Size);
        }
    }

    private static SearchQuestion QuestionOf(string query, SearchFilter filter) => new(QueryParser.Parse(query), filter, SearchOrder.Oldest, HitsAtOnce, Name, null);

    private static SearchCursor After(long leaf) => new(Name, leaf, 0, 0, 0, false);
}
