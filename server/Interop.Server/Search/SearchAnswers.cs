using Interop.Protocol.ArchiveApi;
using Interop.Server.Inbound;
using Interop.Server.Search.Query;

namespace Interop.Server.Search;

/// <summary>Makes the answer to a question of a search (spec 8.14).</summary>
internal sealed class SearchAnswers(Searcher searcher, HitReader hits, FacetCounter facets)
{
    /// <exception cref="ProblemException">5.5.0: the question asks too much.</exception>
    public SearchPage Of(SearchQuestion question, bool hasFacets)
    {
        try
        {
            var result = searcher.Search(question);
            var phrases = question.Node?.Positive().ToArray() ?? [];
            return new SearchPage
            {
                Hits = [.. result.Leaves.Select(leaf => hits.Read(leaf, phrases)).OfType<SearchHit>()],
                Next = result.Next?.ToString(),
                Count = result.Count,
                More = result.More ? true : null,
                Searched = result.Searched,
                Incomplete = result.Incomplete ? true : null,
                Facets = hasFacets ? facets.Count(question) : null,
            };
        }
        catch (QueryException wrong)
        {
            throw SearchRequest.Problem(wrong);
        }
    }
}
