using System.Globalization;
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
    private const int DaysWhenNoneAreAsked = 14;

    public static void MapReconciliations(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Health).WithTags("Archive");

        archive.MapGet("/reports/{date}", async (HttpContext context, string date, Reconciliations reconciliations) =>
        {
            var report = await reconciliations.FindAsync(date, context.RequestAborted) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no report of this day.");
            var html = context.Request.GetTypedHeaders().Accept?.Any(a => a.MediaType == "text/html") == true;
            return html ? Results.Text(ReportPage.Of(report), "text/html; charset=utf-8") : Replies.Json(report, OcipJson.Default.ReconciliationReport);
        }).Produces<ReconciliationReport>();

        archive.MapGet("/reports", async (HttpContext context, DayReports reports, TimeProvider time) =>
        {
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var to = Day(context.Request, "to", today);
            var from = Day(context.Request, "from", to.AddDays(1 - DaysWhenNoneAreAsked));
            if (from > to || to.DayNumber - from.DayNumber >= DayReports.DaysMax)
                throw new ProblemException(DecisionCodes.Malformed, $"from and to are days, from first, at most {DayReports.DaysMax} together.");
            return Replies.Json(await reports.OfAsync(from, to, context.RequestAborted), OcipJson.Default.ReconciliationDays);
        }).Produces<ReconciliationDays>();

        var bridge = routes.MapGroup("/ocip/v1/bridge").RequireAuthorization(Principal.Bridge).WithTags("Bridge");

        bridge.MapPost("/counts", async (HttpContext context, NativeCounts counts) =>
        {
            await counts.TakeAsync(context.Principal().Network!, await StrictBody.ReadAsync(context.Request, OcipJson.Default.NativeCount));
            return Results.NoContent();
        }).Accepts<NativeCount>("application/json").Produces(204);

        bridge.MapPut("/status", async (HttpContext context, Captures captures) =>
        {
            await captures.TakeAsync(context.Principal().Network!, await StrictBody.ReadAsync(context.Request, OcipJson.Default.BridgeStatus));
            return Results.NoContent();
        }).Accepts<BridgeStatus>("application/json").Produces(204);
    }

    private static DateOnly Day(HttpRequest request, string name, DateOnly otherwise)
    {
        string? text = request.Query[name];
        if (text is null)
            return otherwise;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new ProblemException(DecisionCodes.Malformed, $"{name} is a day such as 2026-11-23.");
    }
}
