using Interop.Protocol.Decisions;
using Interop.Server.Inbound;
using Interop.Server.Search.Query;

namespace Interop.Server.Preservation;

/// <summary>
/// Asks the archive's search for what a hold's query finds (spec 9.6). Everything is looked through each time: what was sealed is indexed when it is opened, behind what was looked
/// at before.
/// </summary>
internal sealed class HeldSearch(Searcher searcher)
{
    private const string Name = "hold";

    /// <exception cref="ProblemException">5.5.0: it is no query.</exception>
    public static void Check(string query)
    {
        try
        {
            QueryParser.Parse(query);
        }
        catch (QueryException wrong)
        {
            throw new ProblemException(DecisionCodes.Malformed, $"query: {wrong.Message}");
        }
    }

    /// <summary>What the query finds; nothing while the index lags behind what was looked at before, or is being made anew.</summary>
    public Task<HeldQueryFound> FindAsync(string query, long after, CancellationToken stop)
    {
        var (found, through) = (new List<long>(), long.MaxValue);
        for (SearchCursor? next = new(Name, -1, 0, 0, 0, false); next is not null;)
        {
            stop.ThrowIfCancellationRequested();
            var page = searcher.Search(new SearchQuestion(QueryParser.Parse(query), new SearchFilter(), SearchOrder.Oldest, QueryLimits.PageMax, Name, next));
            if (page.Incomplete || page.Searched - 1 <= after)
                return Task.FromResult(new HeldQueryFound([], after));
            // The first page is the oldest look at the index: what came during the others is tried next time.
            through = Math.Min(through, page.Searched - 1);
            found.AddRange(page.Leaves);
            next = page.Next;
        }
        return Task.FromResult(new HeldQueryFound(found, through));
    }
}
