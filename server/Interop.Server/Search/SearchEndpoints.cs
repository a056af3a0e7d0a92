using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Search.Conversations;
using Interop.Server.Search.Query;

namespace Interop.Server.Search;

/// <summary>Search and conversations over HTTP (spec 08). What an officer asked and was given is archived before it is answered.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Search).WithTags("Archive");

        archive.MapGet("/search", async (HttpContext context, SearchRequest request, Searcher searcher, HitReader hits, AccessLog access) =>
        {
            var question = request.Read(context.Request, context.Principal());
            var page = Answer(question, searcher, hits);
            await access.NoteAsync(context.Principal(), AccessLog.Search, new JsonObject
            {
                ["query"] = Asked(context.Request), ["records"] = new JsonArray([.. page.Hits.Select(h => (JsonNode)h.Index)]), ["count"] = page.Count,
            });
            return Replies.Json(page, OcipJson.Default.SearchPage);
        }).Produces<SearchPage>();

        archive.MapGet("/conversations/{room}", async (HttpContext context, string room, SearchRequest request, ConversationReader conversations, AccessLog access) =>
        {
            // A path keeps the slashes of an id as they were escaped.
            var found = request.RoomOf(Uri.UnescapeDataString(room));
            var view = conversations.Read(found, ConversationPlace.Read(context.Request), SearchRequest.KindsHiddenFrom(context.Principal()));
            await access.NoteAsync(context.Principal(), AccessLog.Conversation, new JsonObject
            {
                ["room"] = found.RoomId.Value, ["at"] = view.At, ["records"] = new JsonArray([.. view.Items.Select(i => (JsonNode)i.Record.Index)]),
            });
            return Replies.Json(view, OcipJson.Default.ConversationView);
        }).Produces<ConversationView>();
    }

    private static SearchPage Answer(SearchQuestion question, Searcher searcher, HitReader hits)
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
            };
        }
        catch (QueryException wrong)
        {
            throw SearchRequest.Problem(wrong);
        }
    }

    private static JsonObject Asked(HttpRequest request)
    {
        var asked = new JsonObject();
        foreach (var (name, values) in request.Query)
            asked[name] = values.Count == 1 ? values[0] : new JsonArray([.. values.Select(v => (JsonNode?)v)]);
        return asked;
    }
}
