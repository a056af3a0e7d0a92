using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.ProxyApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.ProxyRole;

/// <summary>What a provider asks a proxy (spec 07): evaluate, release, cancel, status.</summary>
internal static class ProxyEndpoints
{
    public const int ItemsMax = 50;

    public static void MapProxy(this IEndpointRouteBuilder routes)
    {
        var proxy = routes.MapGroup("/ocip/v1/proxy").RequireAuthorization(Principal.Proxy).WithTags("Proxy");

        proxy.MapPost("/evaluate", async (HttpContext context, ProxyDecisions decisions) =>
        {
            var request = StrictBody.Read(await StrictBody.OctetsAsync(context.Request, InboundLimits.TransactionOctetsMax), OcipJson.Default.EvaluateRequest, StrictJsonLimits.Transaction);
            Check(request.Items.Length);
            return Replies.Json(await decisions.EvaluateAsync(context.Principal(), request), OcipJson.Default.EvaluateResponse);
        }).Accepts<EvaluateRequest>("application/json").Produces<EvaluateResponse>();

        proxy.MapPost("/release", async (HttpContext context, ProxyReleases releases) =>
            Replies.Json(await releases.ReleaseAsync(context.Principal(), await ReadAsync(context)), OcipJson.Default.EvaluateResponse))
            .Accepts<ReleaseRequest>("application/json").Produces<EvaluateResponse>();

        proxy.MapPost("/cancel", async (HttpContext context, ProxyReleases releases) =>
        {
            await releases.CancelAsync(context.Principal(), await ReadAsync(context));
            return Results.NoContent();
        }).Accepts<ReleaseRequest>("application/json").Produces(204);

        proxy.MapGet("/status", async (HttpContext context, HoldChangeFeed feed, IHostApplicationLifetime lifetime) =>
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            long? after = context.Request.Query.ContainsKey("after") ? context.Request.Number("after", 0) : null;
            var wait = TimeSpan.FromSeconds(Math.Clamp(context.Request.Number("wait", 0), 0, (long)HoldChangeFeed.WaitMax.TotalSeconds));
            return Replies.Json(await feed.ReadAsync(after, wait, end.Token), OcipJson.Default.HoldChanges);
        }).Produces<HoldChanges>();
    }

    private static async Task<ReleaseRequest> ReadAsync(HttpContext context)
    {
        var request = StrictBody.Read(await StrictBody.OctetsAsync(context.Request, InboundLimits.TransactionOctetsMax), OcipJson.Default.ReleaseRequest, StrictJsonLimits.Transaction);
        Check(request.Items.Length);
        return request;
    }

    private static void Check(int items)
    {
        if (items is 0 or > ItemsMax)
            throw new ProblemException(items == 0 ? DecisionCodes.Malformed : DecisionCodes.TooLarge, $"A request has 1 to {ItemsMax} items.");
    }
}
