using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Evidence.Scrubbing;

/// <summary>How far the scrub is and what it has found (spec 08); a pass can be asked for.</summary>
internal static class ScrubEndpoints
{
    public static void MapScrub(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Health).WithTags("Archive");

        archive.MapGet("/scrub", (Scrub scrub) => Replies.Json(scrub.View(), OcipJson.Default.ScrubView)).Produces<ScrubView>();

        archive.MapPost("/scrub", (Scrub scrub) =>
        {
            scrub.Ask();
            return Results.Accepted();
        }).Produces(202);
    }
}
