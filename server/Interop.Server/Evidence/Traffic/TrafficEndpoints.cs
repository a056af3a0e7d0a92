using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Reconciliation;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Traffic;

/// <summary>Whether what should be captured is captured, in numbers, for whoever looks after the machine (spec 08.13).</summary>
internal static class TrafficEndpoints
{
    private const int HoursMax = 168;
    private static readonly TimeSpan FirstLookMax = TimeSpan.FromMilliseconds(400);

    public static void MapTraffic(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Health).WithTags("Archive");

        archive.MapGet("/traffic", async (HttpContext context, TrafficCounts counts, BridgePresence presence, Database database, AppendLog log, TimeProvider time) =>
        {
            await counts.CatchUpAsync(FirstLookMax);
            var now = time.GetUtcNow();
            var hours = Math.Clamp(context.Request.Number("hours", 24), 1, HoursMax);
            var (held, oldest) = database.Read(c => c.QuerySingle<(long, long?)>("SELECT count(*), min(leaf) FROM holds"));
            return Replies.Json(new TrafficView
            {
                At = WireTime.Format(now),
                Records = log.Committed,
                Counted = counts.Counted,
                Held = held,
                HeldSince = oldest is { } leaf ? WireTime.Format(database.Read(c => Reconciliations.AtOf(c, leaf))) : null,
                Networks = presence.Now(),
                Hours = counts.Since(now.AddHours(1 - hours)),
            }, OcipJson.Default.TrafficView);
        }).Produces<TrafficView>();
    }
}
