using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.FederationApi;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Preservation;

/// <summary>Cases and legal holds (spec 9.6).</summary>
internal static class PreservationEndpoints
{
    private const int ProofsMax = 400;

    public static void AddPreservation(this IServiceCollection services)
    {
        services.AddHolds();
        services.AddSingleton<SharedRecords>().AddSingleton<HoldDirectives>();
        services.AddHostedService<HoldCourier>();
        services.AddSingleton<HeldSearch>().AddSingleton<HeldQueryIndex>(provider => provider.GetRequiredService<HeldSearch>().FindAsync);
        services.AddSingleton<HeldQueries>().AddHostedService(provider => provider.GetRequiredService<HeldQueries>());
    }

    /// <summary>Of every archive, that of a proxy too.</summary>
    public static void AddHolds(this IServiceCollection services) =>
        services.AddSingleton<Cases>().AddSingleton<HoldSignal>().AddSingleton<HoldBook>().AddSingleton<HoldViews>().AddSingleton<PreservationDay>().AddHostedService<PreservationWorker>();

    public static void MapPreservation(this IEndpointRouteBuilder routes)
    {
        routes.MapHolds();
        MapDirectives(routes);
    }

    /// <summary>Of every archive, that of a proxy too.</summary>
    public static void MapHolds(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Hold).WithTags("Archive");

        archive.MapGet("/cases", async (HttpContext context, Cases cases, AccessLog access) =>
        {
            await access.NoteAsync(context.Principal(), AccessLog.Hold, []);
            return Replies.Json(cases.All(context.Principal()), OcipJson.Default.CaseViewArray);
        }).Produces<CaseView[]>();

        archive.MapPost("/cases", async (HttpContext context, Cases cases) => Replies.Json(
            await cases.OpenAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.CaseRequest)), OcipJson.Default.CaseView))
            .Accepts<CaseRequest>("application/json").Produces<CaseView>();

        archive.MapDelete("/cases/{id}", async (HttpContext context, string id, Cases cases) =>
        {
            await cases.CloseAsync(context.Principal(), id);
            return Results.NoContent();
        }).Produces(204);

        archive.MapGet("/holds", async (HttpContext context, HoldViews views, AccessLog access) =>
        {
            await access.NoteAsync(context.Principal(), AccessLog.Hold, []);
            return Replies.Json(views.List(context.Principal(), context.Request.Query["case"]), OcipJson.Default.HoldViewArray);
        }).Produces<HoldView[]>();

        archive.MapPost("/holds", async (HttpContext context, HoldBook book, HoldViews views) => Replies.Json(
            views.Of(await book.PlaceAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.HoldRequest))), OcipJson.Default.HoldView))
            .Accepts<HoldRequest>("application/json").Produces<HoldView>();

        archive.MapGet("/holds/{id}", async (HttpContext context, string id, HoldBook book, HoldViews views, AccessLog access) =>
        {
            var hold = book.Known(context.Principal(), id, context.Request.Query["issuer"]);
            await access.NoteAsync(context.Principal(), AccessLog.Hold, Named(hold));
            return Replies.Json(views.Of(hold), OcipJson.Default.HoldView);
        }).Produces<HoldView>();

        archive.MapGet("/holds/{id}/proofs", async (HttpContext context, string id, HoldBook book, HoldViews views, AccessLog access) =>
        {
            var hold = book.Known(context.Principal(), id, context.Request.Query["issuer"]);
            await access.NoteAsync(context.Principal(), AccessLog.Hold, Named(hold));
            return Replies.Json(views.Proofs(hold, ProofsMax), OcipJson.Default.PreservationProofArray);
        }).Produces<PreservationProof[]>();

        archive.MapPost("/holds/{id}/release", async (HttpContext context, string id, HoldBook book, HoldViews views) => Replies.Json(
            views.Of(await book.ReleaseAsync(context.Principal(), id, (await StrictBody.ReadAsync(context.Request, OcipJson.Default.HoldRelease)).Why)), OcipJson.Default.HoldView))
            .Accepts<HoldRelease>("application/json").Produces<HoldView>();
    }

    /// <summary>What peers ask of us (spec 9.7).</summary>
    private static void MapDirectives(IEndpointRouteBuilder routes)
    {
        var refusals = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Hold).WithTags("Archive");

        refusals.MapPost("/holds/{id}/refusal", async (HttpContext context, string id, HoldBook book, HoldDirectives directives, HoldViews views) =>
        {
            var hold = book.Known(context.Principal(), id, context.Request.Query["issuer"]);
            return Replies.Json(views.Of(await directives.RefuseAsync(context.Principal(), hold, (await StrictBody.ReadAsync(context.Request, OcipJson.Default.HoldRelease)).Why)), OcipJson.Default.HoldView);
        }).Accepts<HoldRelease>("application/json").Produces<HoldView>();

        var federation = routes.MapGroup("/ocip/v1/federation").RequireAuthorization(Principal.Federation).WithTags("Federation");

        federation.MapPost("/holds", async (HttpContext context, HoldDirectives directives) => Replies.Json(
            await directives.TakeAsync(context.Peer(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.HoldDirective)), OcipJson.Default.HoldAnswer))
            .Accepts<HoldDirective>("application/json").Produces<HoldAnswer>();

        federation.MapGet("/holds/{id}", (HttpContext context, string id, HoldDirectives directives) =>
            Replies.Json(directives.Find(context.Peer(), id), OcipJson.Default.HoldAnswer)).Produces<HoldAnswer>();
    }

    /// <summary>Records of reading are read by more than those who keep records: they do not name a confidential hold.</summary>
    private static JsonObject Named(HoldRow hold) => hold.Confidential ? [] : new JsonObject { ["hold"] = hold.Id };
}
