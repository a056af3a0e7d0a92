using Dapper;
using Interop.Protocol;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Evidence.Reconciliation;
using Interop.Server.Evidence.Scrubbing;
using Interop.Server.Evidence.Tiles;
using Interop.Server.Evidence.Traffic;
using Interop.Server.Evidence.Witnessing;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Evidence;

/// <summary>Heads, forks and witnesses (spec 06, 08): what peers ask, what an auditor fetches, what an administrator sees and decides.</summary>
internal static class EvidenceEndpoints
{
    public static void AddEvidence(this IServiceCollection services)
    {
        services.AddSingleton<HubSignatures>().AddSingleton<Forks>().AddSingleton<HeadExchanges>().AddSingleton<Witnesses>().AddSingleton<PeerActivity>().AddSingleton<FederationStatus>().AddSingleton<TileReader>();
        services.AddSingleton<Alarms>().AddHostedService(provider => provider.GetRequiredService<Alarms>());
        services.AddSingleton<BridgePresence>().AddHostedService(provider => provider.GetRequiredService<BridgePresence>()).AddHostedService<AlarmWatch>();
        services.AddSingleton<EvidenceHttp>().AddSingleton<AlarmWebhook>().AddHostedService(provider => provider.GetRequiredService<AlarmWebhook>()).AddHostedService<TimestampWorker>();
        services.AddSingleton<LogNoteKey>().AddSingleton<NoteWitnessWorker>().AddHostedService(provider => provider.GetRequiredService<NoteWitnessWorker>());
        services.AddSingleton<NativeCounts>().AddSingleton<Captures>().AddSingleton<Reconciliations>().AddSingleton<DayReports>().AddHostedService(provider => provider.GetRequiredService<Reconciliations>());
        services.AddSingleton<TrafficCounts>().AddHostedService(provider => provider.GetRequiredService<TrafficCounts>()).AddSingleton<NetworkFacts>();
        services.AddSingleton<Scrub>().AddHostedService(provider => provider.GetRequiredService<Scrub>());
        services.AddHostedService<HeadWorker>().AddHostedService<WitnessWorker>();
    }

    public static void MapEvidence(this IEndpointRouteBuilder routes)
    {
        routes.MapAlarms();
        routes.MapAlarmTest();
        routes.MapTraffic();
        routes.MapNetworks();
        routes.MapScrub();
        routes.MapReconciliations();
        routes.MapNoteWitnesses();
        var federation = routes.MapGroup("/ocip/v1/federation").RequireAuthorization(Principal.Federation).WithTags("Federation");

        federation.MapPost("/heads", async (HttpContext context, HeadExchanges heads) => Replies.Json(
            await heads.TakeAsync(context.Peer(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.HeadExchange)), OcipJson.Default.HeadExchange))
            .Accepts<HeadExchange>("application/json").Produces<HeadExchange>();

        federation.MapPost("/witness", async (HttpContext context, Witnesses witnesses) => Replies.Json(
            await witnesses.TakeAsync(context.Peer(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.WitnessRequest)), OcipJson.Default.Witnessed))
            .Accepts<WitnessRequest>("application/json").Produces<Witnessed>();

        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.ReadArchive).WithTags("Archive");

        archive.MapGet("/checkpoint/witnessed", (Database database) => Replies.Json(new Cosignatures(database.Read(c => c.Query<Row>("""
            SELECT witness, size, note, at, signature FROM cosignatures c WHERE size=(SELECT max(size) FROM cosignatures d WHERE d.witness=c.witness) ORDER BY witness
            """).Select(r => new Cosignature(ProviderName.Parse(r.Witness), r.Size, r.Note, r.At, r.Signature)).ToArray())), OcipJson.Default.Cosignatures)).Produces<Cosignatures>();

        var admin = routes.MapGroup("/ocip/v1/admin").RequireAuthorization(Principal.Admin).WithTags("Admin");

        admin.MapGet("/federation", (FederationStatus status) => Replies.Json(status.Now(), OcipJson.Default.FederationView)).Produces<FederationView>();

        admin.MapPost("/forks/{index:long}", async (HttpContext context, long index, Forks forks) =>
        {
            await forks.DecideAsync(context.Principal(), index, (await StrictBody.ReadAsync(context.Request, OcipJson.Default.ForkDecision)).Accept);
            return Results.NoContent();
        }).Accepts<ForkDecision>("application/json").Produces(204);
    }

    private sealed record Row(string Witness, long Size, string Note, string At, string Signature);
}
