using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Search.Saved;

/// <summary>What may be kept as a search (spec 8.14): only what would be answered, so that nobody opens a search that is refused.</summary>
internal sealed class SavedSearchRules(SearchRequest searches)
{
    private static readonly string[] NotKept = ["limit", "cursor", "facets"];

    /// <summary>As it is kept.</summary>
    /// <exception cref="ProblemException">5.5.0: something of it is wrong.</exception>
    public SavedSearchRequest Check(Principal officer, SavedSearchRequest request)
    {
        var (name, query) = (request.Name.Trim(), request.Query.TrimStart('?'));
        if (name.Length is 0 or > SavedSearchRequest.NameMax || TextRules.IndexOfRefused(name) >= 0)
            throw new ProblemException(DecisionCodes.Malformed, $"name has 1 to {SavedSearchRequest.NameMax} characters, and none that text may not have.");
        if (query.Length is 0 or > SavedSearchRequest.QueryMax)
            throw new ProblemException(DecisionCodes.Malformed, $"query has 1 to {SavedSearchRequest.QueryMax} characters.");
        var asked = new DefaultHttpContext().Request;
        asked.QueryString = new QueryString("?" + query);
        if (asked.Query.Keys.FirstOrDefault(NotKept.Contains) is { } other)
            throw new ProblemException(DecisionCodes.Malformed, $"query: {other} is not kept.");
        searches.Read(asked, officer);
        var roles = (request.Roles ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (roles.FirstOrDefault(role => !Permissions.HoldersOf(Permissions.Search).Contains(role)) is { } wrong)
            throw new ProblemException(DecisionCodes.Malformed, $"roles: {wrong} is no role that may search.");
        return new SavedSearchRequest(name, query, roles.Length == 0 ? null : roles);
    }
}
