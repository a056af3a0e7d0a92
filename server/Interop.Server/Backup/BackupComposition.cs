using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Backup;

/// <summary>Backups (spec 08.18): their parts, and their API.</summary>
internal static class BackupComposition
{
    public static void AddBackup(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<BackupWork>().AddSingleton<Backups>().AddHostedService<BackupWatch>();
        if (!options.IsReadOnly)
            return;
        // What was restored for a look releases nothing, sends nothing and asks nobody: none of our own works in the background.
        var own = typeof(BackupComposition).Assembly;
        foreach (var service in services.Where(s => s.ServiceType == typeof(IHostedService) && (s.ImplementationType ?? s.ImplementationFactory?.Method.DeclaringType)?.Assembly == own).ToArray())
            services.Remove(service);
    }

    public static void MapBackup(this IEndpointRouteBuilder routes)
    {
        var backups = routes.MapGroup("/ocip/v1/archive").WithTags("Archive");

        backups.MapPost("/backups", async (HttpContext context, Backups made) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.BackupRequest);
            return Replies.Json(made.Begin(request, context.Principal().Account), OcipJson.Default.BackupView, 202);
        }).RequireAuthorization(Principal.Admin).Accepts<BackupRequest>("application/json").Produces<BackupView>(202);

        backups.MapGet("/backups", (Backups made) => Replies.Json(made.List(), OcipJson.Default.BackupViewArray)).RequireAuthorization(Permissions.Health).Produces<BackupView[]>();

        backups.MapGet("/backups/{name}", (string name, Backups made) =>
            Replies.Json(made.Find(name) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such backup."), OcipJson.Default.BackupView))
            .RequireAuthorization(Permissions.Health).Produces<BackupView>();

        backups.MapPost("/backups/{name}/drill", async (string name, HttpContext context, Backups made) =>
        {
            var drill = await StrictBody.ReadAsync(context.Request, OcipJson.Default.BackupDrill);
            return Replies.Json(await made.DrilledAsync(name, drill, context.Principal().Account), OcipJson.Default.BackupView);
        }).RequireAuthorization(Principal.Admin).Accepts<BackupDrill>("application/json").Produces<BackupView>();
    }
}
