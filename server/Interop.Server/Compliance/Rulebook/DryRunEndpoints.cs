using Interop.Protocol;
using Interop.Protocol.PolicyApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>What a version would have done in the last days (spec 7.8). Counts, and indexes of records that only those may open who may read records.</summary>
internal static class DryRunEndpoints
{
    public static void MapDryRuns(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/ocip/v1").RequireAuthorization(Permissions.ReadPolicies).WithTags("Policies");

        read.MapGet("/policies/dry-runs/{id}", (string id, DryRuns runs) => Replies.Json(runs.View(id), OcipJson.Default.DryRunView)).Produces<DryRunView>();

        var change = routes.MapGroup("/ocip/v1").RequireAuthorization(Permissions.ChangePolicies).WithTags("Policies");

        change.MapPost("/policies/{name}/versions/{version}/dry-runs", async (HttpContext context, string name, int version, DryRuns runs) => Replies.Json(
            await runs.StartAsync(context.Principal(), name, version, await StrictBody.ReadAsync(context.Request, OcipJson.Default.DryRunRequest)), OcipJson.Default.DryRunView, 202))
            .Accepts<DryRunRequest>("application/json").Produces<DryRunView>(202);

        change.MapDelete("/policies/dry-runs/{id}", async (string id, DryRuns runs) =>
        {
            await runs.CancelAsync(id);
            return Results.NoContent();
        }).Produces(204);
    }
}
