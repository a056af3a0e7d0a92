using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;
using Interop.Server.Search.Conversations;

namespace Interop.Server.Search;

/// <summary>Search and conversations over HTTP (spec 08). What an officer asked and was given is archived before it is answered.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Search).WithTags("Archive");

        archive.MapGet("/search", async (HttpContext context, SearchRequest request, SearchAnswers answers, AccessLog access) =>
        {
            var question = request.Read(context.Request, context.Principal());
            var page = answers.Of(question, SearchRequest.WantsFacets(context.Request));
            await access.NoteAsync(context.Principal(), AccessLog.Search, new JsonObject
            {
                ["query"] = Asked(context.Request), ["records"] = new JsonArray([.. page.Hits.Select(h => (JsonNode)h.Index)]), ["count"] = page.Count,
            });
            return Replies.Json(page, OcipJson.Default.SearchPage);
        }).GivesBodies().Produces<SearchPage>();

        archive.MapGet("/names", (HttpContext context, NameFinder names) =>
            Replies.Json(names.Find(context.Request.Query["q"], context.Request.Number("limit", 8)), OcipJson.Default.NameList)).Produces<NameList>();

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
        }).GivesBodies().Produces<ConversationView>();
        MapIndex(routes);
    }

    /// <summary>How far the index is, and to have it made anew: says nothing of content.</summary>
    private static void MapIndex(IEndpointRouteBuilder routes)
    {
        var upkeep = routes.MapGroup("/ocip/v1/archive").WithTags("Archive");

        upkeep.MapGet("/search/index", (SearchIndex index, AppendLog log) => Replies.Json(index.View(log.Committed), OcipJson.Default.SearchIndexView))
            .RequireAuthorization(Permissions.Health).Produces<SearchIndexView>();

        upkeep.MapPost("/search/index", async (HttpContext context, SearchIndex index, AppendLog log) =>
            Replies.Json(await index.RebuildAsync(log.Committed, context.RequestAborted), OcipJson.Default.SearchIndexView, 202))
            .RequireAuthorization(Permissions.Upkeep).Produces<SearchIndexView>(202);
    }

    private static JsonObject Asked(HttpRequest request)
    {
        var asked = new JsonObject();
        foreach (var (name, values) in request.Query)
            asked[name] = values.Count == 1 ? values[0] : new JsonArray([.. values.Select(v => (JsonNode?)v)]);
        return asked;
    }
}
