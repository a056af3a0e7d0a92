using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Search.Saved;

/// <summary>Searches that officers keep, over HTTP (spec 8.14). Each change is archived before it is answered.</summary>
internal static class SavedSearchEndpoints
{
    public static void MapSavedSearches(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Search).WithTags("Archive");

        archive.MapGet("/searches", (HttpContext context, SavedSearches searches) =>
            Replies.Json(searches.List(context.Principal()), OcipJson.Default.SavedSearchList)).Produces<SavedSearchList>();

        archive.MapPost("/searches", async (HttpContext context, SavedSearches searches) => Replies.Json(
            await searches.AddAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.SavedSearchRequest)), OcipJson.Default.SavedSearch, 201))
            .Accepts<SavedSearchRequest>("application/json").Produces<SavedSearch>(201);

        archive.MapPut("/searches/{id}", async (HttpContext context, string id, SavedSearches searches) => Replies.Json(
            await searches.ChangeAsync(context.Principal(), id, await StrictBody.ReadAsync(context.Request, OcipJson.Default.SavedSearchRequest)), OcipJson.Default.SavedSearch))
            .Accepts<SavedSearchRequest>("application/json").Produces<SavedSearch>();

        archive.MapDelete("/searches/{id}", async (HttpContext context, string id, SavedSearches searches) =>
        {
            await searches.RemoveAsync(context.Principal(), id);
            return Results.NoContent();
        }).Produces(204);
    }
}
