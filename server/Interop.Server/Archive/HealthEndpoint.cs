using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Inbound;

namespace Interop.Server.Archive;

/// <summary>GET /health (spec 13): whether anything can be accepted. What is archived can be read also while nothing can.</summary>
internal static class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder routes) => routes.MapGet("/ocip/v1/health", (AppendLog log) => log.FailingSince is { } since
        ? throw new ProblemException(DecisionCodes.ArchiveUnavailable, $"The archive cannot be written since {WireTime.Format(since)}: nothing is accepted meanwhile.")
        : Results.Json(new { status = "ok", records = log.Committed })).AllowAnonymous().WithTags("Public");
}
