using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Microsoft.AspNetCore.Mvc;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>Releasing and blocking what waits for a review at this provider (spec 7.8). The events themselves are read in the archive.</summary>
internal static class ReviewEndpoints
{
    public static void MapReviews(this IEndpointRouteBuilder routes)
    {
        var reviews = routes.MapGroup("/ocip/v1").RequireAuthorization(Permissions.Review).WithTags("Policies");

        reviews.MapGet("/reviews", (Reviews waiting) => Replies.Json(waiting.Waiting(), OcipJson.Default.DeliveryStatusArray)).Produces<DeliveryStatus[]>();

        reviews.MapPost("/reviews/{event}", async (HttpContext context, [FromRoute(Name = "event")] string ev, Reviews waiting) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.ReviewRequest);
            if (!EventId.TryParse(ev, out var id) || request.Decision is not (ReviewRequest.Release or ReviewRequest.Block))
                throw new ProblemException(DecisionCodes.Malformed, "The path ends with an event id, and the decision is release or block.");
            await waiting.DecideAsync(context.Principal(), id, request.Decision == ReviewRequest.Release);
            return Results.NoContent();
        }).Accepts<ReviewRequest>("application/json").Produces(204);
    }
}
