using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;

namespace Interop.Server.Export;

/// <summary>Exports over HTTP (spec 08): asked for, looked at, fetched, cancelled.</summary>
internal static class ExportEndpoints
{
    private const int ListMax = 200;
    private const int PurposeCharactersMax = 2000;

    public static IServiceCollection AddExports(this IServiceCollection services) => services
        .AddSingleton<IBodyCopies, ExportCopies>().AddSingleton<ExportStore>().AddSingleton<ScopeSets>().AddSingleton<ExportParts>().AddSingleton<ExportWorker>().AddHostedService(provider => provider.GetRequiredService<ExportWorker>());

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Export).WithTags("Archive");

        exports.MapPost("/exports", async (HttpContext context, ExportStore store) =>
        {
            var row = await store.AskAsync(context.Principal(), await ReadAsync(context));
            return Replies.Json(ExportRun.ViewOf(row, new ExportProgress()), OcipJson.Default.ExportView, 202);
        }).Accepts<ExportRequest>("application/json").Produces<ExportView>(202);

        exports.MapGet("/exports", (ExportStore store, ExportWorker worker) =>
            Replies.Json(new ExportList([.. store.Newest(ListMax).Select(row => ViewOf(row, worker))]), OcipJson.Default.ExportList)).Produces<ExportList>();

        exports.MapGet("/exports/{id}", (string id, ExportStore store, ExportWorker worker) =>
            Replies.Json(ViewOf(Find(store, id), worker), OcipJson.Default.ExportView)).Produces<ExportView>();

        exports.MapDelete("/exports/{id}", async (string id, ExportStore store, ExportWorker worker) =>
        {
            await worker.StopAsync(Find(store, id));
            return Results.NoContent();
        }).Produces(204);

        exports.MapGet("/exports/{id}/package", (HttpContext context, string id, ExportStore store, ExportWorker worker, OpenAnswers answers) =>
        {
            answers.BeginWhole(context, _ => store.Find(id)?.State != ExportRow.Done);
            var row = Find(store, id);
            var package = row.State == ExportRow.Done ? worker.Open(row) : null;
            return package is null
                ? throw new ProblemException(DecisionCodes.NotFound, "This export has no package now.")
                : Results.Stream(package, "application/zip", $"export-{row.Id}.zip", enableRangeProcessing: true,
                    entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{row.Ended!.Package}\""));
        }).Produces<Stream>(200, "application/zip").Produces(206);
    }

    private static ExportRow Find(ExportStore store, string id) => store.Find(id) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such export.");

    private static ExportView ViewOf(ExportRow row, ExportWorker worker) =>
        (row.Ended ?? worker.Progress(row.Id) ?? ExportRun.ViewOf(row, new ExportProgress())) is var view && row.State == ExportRow.Removed ? view with { State = ExportRow.Removed, Expires = null } : view;

    private static async Task<ExportRequest> ReadAsync(HttpContext context)
    {
        var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.ExportRequest);
        if (string.IsNullOrWhiteSpace(request.Purpose) || request.Purpose.Length > PurposeCharactersMax)
            throw new ProblemException(DecisionCodes.Malformed, $"purpose: 1 to {PurposeCharactersMax} characters that say what the export is for.");
        if (request.Formats.FirstOrDefault(f => !ExportParts.OfRecords.Contains(f) && !ExportParts.OfConversations.Contains(f)) is { } unknown)
            throw new ProblemException(DecisionCodes.Malformed, $"formats: '{unknown}' is none of ndjson, csv, eml, actiance, edrm, html.");
        var scope = request.Scope;
        foreach (var kind in scope.Kinds ?? [])
            RecordKinds.Checked("scope.kinds", kind);
        foreach (var time in new[] { scope.From, scope.To })
        {
            if (time is not null && !WireTime.TryParse(time, out _))
                throw new ProblemException(DecisionCodes.Malformed, "scope: from and to are times of the form 2026-01-31T09:30:00.000Z.");
        }
        for (var (i, after) = (0, -1L); i < (scope.Ranges?.Length ?? 0); after = scope.Ranges![i++].Last)
        {
            if (scope.Ranges![i].First <= after || scope.Ranges[i].Last < scope.Ranges[i].First)
                throw new ProblemException(DecisionCodes.Malformed, "scope.ranges: rising, apart, and none of them empty.");
        }
        context.RequestServices.GetRequiredService<ScopeSets>().Check(context.Principal(), scope);
        if (request.ClientCopy is { } user)
        {
            try
            {
                context.RequestServices.GetRequiredService<ExportParts>().CopyOf(request);
            }
            catch (FormatException)
            {
                throw new ProblemException(DecisionCodes.NotFound, $"clientCopy: {user} is nobody here.");
            }
        }
        return request;
    }
}
