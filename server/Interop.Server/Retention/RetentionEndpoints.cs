using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Retention;

/// <summary>Schedule and dispositions (spec 09), below the archive's API.</summary>
internal static class RetentionEndpoints
{
    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        var readers = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.ReadArchive).WithTags("Archive");

        readers.MapGet("/records/{index:long}/retention", (HttpContext context, long index, RecordRetention retention) =>
            Replies.Json(retention.Of(index, context.Principal()) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such record."), OcipJson.Default.RetentionView))
            .Produces<RetentionView>();

        readers.MapGet("/dispositions/{certificate}", (string certificate, Certificates certificates) =>
            Replies.Json(certificates.Find(certificate) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no certificate of this name; of a disposition that is not done there is none."), OcipJson.Default.DispositionCertificate))
            .Produces<DispositionCertificate>();

        var ending = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.End).WithTags("Archive");

        ending.MapDelete("/records/{index:long}", async (HttpContext context, long index, Dispositions all) =>
            Replies.Json(await all.ProposeAsync(context.Principal(), index), OcipJson.Default.DispositionView, 202)).Produces<DispositionView>(202);

        var keepers = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Retention).WithTags("Archive");
        MapSchedule(keepers);
        MapDispositions(keepers);
    }

    private static void MapSchedule(RouteGroupBuilder keepers)
    {
        keepers.MapGet("/schedule", (Schedules schedules) => Replies.Json(schedules.View(), OcipJson.Default.RetentionSchedule)).Produces<RetentionSchedule>();

        keepers.MapGet("/schedule/versions", (Schedules schedules) => Replies.Json(schedules.Versions(), OcipJson.Default.ScheduleVersionViewArray)).Produces<ScheduleVersionView[]>();

        keepers.MapPut("/schedule", async (HttpContext context, Schedules schedules) =>
            Replies.Json(await schedules.SetAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.ScheduleRequest)), OcipJson.Default.RetentionSchedule))
            .Accepts<ScheduleRequest>("application/json").Produces<RetentionSchedule>();

        keepers.MapPost("/schedule/{version}/approve", async (HttpContext context, string version, Schedules schedules) =>
            Replies.Json(await schedules.ApproveAsync(context.Principal(), version), OcipJson.Default.RetentionSchedule)).Produces<RetentionSchedule>();

        keepers.MapPut("/schedule/occasions", async (HttpContext context, Schedules schedules) =>
        {
            await schedules.SetOccasionAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.OccasionRequest));
            return Results.NoContent();
        }).Accepts<OccasionRequest>("application/json").Produces(204);
    }

    private static void MapDispositions(RouteGroupBuilder keepers)
    {
        keepers.MapGet("/dispositions", (Dispositions all) => Replies.Json(all.List(), OcipJson.Default.DispositionList)).Produces<DispositionList>();

        keepers.MapPost("/dispositions", async (HttpContext context, Dispositions all) =>
            Replies.Json(await all.ProposeAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.DispositionRequest)), OcipJson.Default.DispositionView, 201))
            .Accepts<DispositionRequest>("application/json").Produces<DispositionView>(201);

        keepers.MapPost("/dispositions/{id}/approve", async (HttpContext context, string id, Dispositions all) =>
            Replies.Json(await all.ApproveAsync(context.Principal(), id), OcipJson.Default.DispositionView)).Produces<DispositionView>();

        keepers.MapGet("/dispositions/{id}/progress", (string id, Dispositions all) => Replies.Json(all.View(id), OcipJson.Default.DispositionView)).Produces<DispositionView>();
    }
}
