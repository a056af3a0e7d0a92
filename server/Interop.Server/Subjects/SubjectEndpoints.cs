using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Retention;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;

namespace Interop.Server.Subjects;

/// <summary>Requests of people about their own records, and notices of peers (spec 9.9).</summary>
internal static class SubjectEndpoints
{
    public static void AddSubjects(this IServiceCollection services)
    {
        services.AddSingleton<KeptUntil>(provider => leaves => provider.GetRequiredService<RecordRetention>().TermsWithBasis(leaves).Where(t => t.Value.Term.Minimum is not null)
            .ToDictionary(t => t.Key, t => (t.Value.Term.Minimum == RetentionTerm.Never ? null : t.Value.Term.Minimum, t.Value.Basis ?? "retention schedule")));
        services.AddSingleton<SubjectSignal>().AddSingleton<SubjectFinder>().AddSingleton<SubjectVerdicts>().AddSingleton<SubjectBook>().AddSingleton<SubjectViews>().AddSingleton<AccessSelection>();
        services.AddSingleton<LinkErasure>().AddSingleton<Tellings>().AddSingleton<Erasure>().AddSingleton<SubjectNotices>();
        services.AddHostedService<SubjectWorker>().AddHostedService<SubjectCourier>();
    }

    public static void MapSubjects(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Privacy).WithTags("Archive");

        archive.MapGet("/subjects", async (HttpContext context, SubjectViews views, AccessLog access) =>
        {
            await access.NoteAsync(context.Principal(), AccessLog.Subject, []);
            return Replies.Json(views.List(), OcipJson.Default.SubjectViewArray);
        }).Produces<SubjectView[]>();

        archive.MapPost("/subjects", async (HttpContext context, SubjectBook book, SubjectViews views) => Replies.Json(
            views.Of(await book.TakeAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.SubjectRequest))), OcipJson.Default.SubjectView))
            .Accepts<SubjectRequest>("application/json").Produces<SubjectView>();

        archive.MapGet("/subjects/{id}", async (HttpContext context, string id, SubjectBook book, SubjectViews views, AccessLog access) =>
        {
            var request = book.Known(id);
            await access.NoteAsync(context.Principal(), AccessLog.Subject, new JsonObject { ["request"] = id });
            return Replies.Json(views.Of(request), OcipJson.Default.SubjectView);
        }).Produces<SubjectView>();

        archive.MapPost("/subjects/{id}/approval", async (HttpContext context, string id, SubjectBook book, SubjectViews views) =>
            Replies.Json(views.Of(await book.ApproveAsync(context.Principal(), id)), OcipJson.Default.SubjectView)).Produces<SubjectView>();

        archive.MapPost("/subjects/{id}/refusal", async (HttpContext context, string id, SubjectBook book, SubjectViews views) => Replies.Json(
            views.Of(await book.RefuseAsync(context.Principal(), id, (await StrictBody.ReadAsync(context.Request, OcipJson.Default.HoldRelease)).Why)), OcipJson.Default.SubjectView))
            .Accepts<HoldRelease>("application/json").Produces<SubjectView>();

        archive.MapGet("/subjects/{id}/records", async (HttpContext context, string id, SubjectBook book, AccessSelection selection, AccessLog access) =>
        {
            var request = book.Known(id);
            var leaves = selection.Leaves(request);
            await access.NoteAsync(context.Principal(), AccessLog.Subject, new JsonObject { ["request"] = id });
            await selection.WriteAsync(context, request, leaves);
        }).Produces<string>(200, AccessSelection.MediaType);

        var federation = routes.MapGroup("/ocip/v1/federation").RequireAuthorization(Principal.Federation).WithTags("Federation");

        federation.MapPost("/subjects", async (HttpContext context, SubjectNotices notices) => Replies.Json(
            await notices.TakeAsync(context.Peer(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.SubjectNotice)), OcipJson.Default.SubjectAnswer))
            .Accepts<SubjectNotice>("application/json").Produces<SubjectAnswer>();
    }
}
