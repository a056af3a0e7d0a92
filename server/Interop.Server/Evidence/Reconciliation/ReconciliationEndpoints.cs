using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Decisions;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>The books of a day as signed JSON, or as a page for people who ask for HTML; what bridges have counted (spec 08, 11).</summary>
internal static class ReconciliationEndpoints
{
    public static void MapReconciliations(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Health).WithTags("Archive");

        archive.MapGet("/reports/{date}", async (HttpContext context, string date, Reconciliations reconciliations) =>
        {
            var report = await reconciliations.FindAsync(date, context.RequestAborted) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no report of this day.");
            var html = context.Request.GetTypedHeaders().Accept?.Any(a => a.MediaType == "text/html") == true;
            return html ? Results.Text(ReportPage.Of(report), "text/html; charset=utf-8") : Replies.Json(report, OcipJson.Default.ReconciliationReport);
        }).Produces<ReconciliationReport>();

        var bridge = routes.MapGroup("/ocip/v1/bridge").RequireAuthorization(Principal.Bridge).WithTags("Bridge");

        bridge.MapPost("/counts", async (HttpContext context, NativeCounts counts) =>
        {
            await counts.TakeAsync(context.Principal().Network!, await StrictBody.ReadAsync(context.Request, OcipJson.Default.NativeCount));
            return Results.NoContent();
        }).Accepts<NativeCount>("application/json").Produces(204);
    }
}
