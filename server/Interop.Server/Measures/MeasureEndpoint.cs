using Interop.Server.Identity;

namespace Interop.Server.Measures;

/// <summary>
/// GET /measures, for administrators: counts and durations; GET /measures/memory: what the process has for itself. It is this server's own and no
/// part of the protocol.
/// </summary>
internal static class MeasureEndpoint
{
    public static void MapMeasures(this IEndpointRouteBuilder routes, MeasureListener listener)
    {
        routes.Map("/measures", () => Results.Json(listener.Read())).RequireAuthorization(Principal.Admin).ExcludeFromDescription();
        routes.Map("/measures/memory", () => Results.Json(MemoryUse.Now())).RequireAuthorization(Principal.Admin).ExcludeFromDescription();
    }
}
