using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.PeopleApi;
using Interop.Server.Archive;
using Interop.Server.Compliance.Hours;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Compliance.Urgency;

/// <summary>Urgent messages: the policy, and what approvers decide (spec 10.10).</summary>
internal static class UrgencyEndpoints
{
    private const int PageMax = 200;
    private const int WaitMsMax = 30_000;
    private const int LookMs = 250;

    public static void AddUrgency(this IServiceCollection services) => services.AddSingleton<UrgentRequests>().AddSingleton<UrgentReleases>().AddHostedService(provider => provider.GetRequiredService<UrgentReleases>());

    public static void MapUrgency(this IEndpointRouteBuilder routes)
    {
        var seen = routes.MapGroup("/ocip/v1/hours").RequireAuthorization(Permissions.SeeHours).WithTags("Hours");
        seen.MapGet("/urgency", (UrgentRequests requests) => Replies.Json(requests.Policy, OcipJson.Default.UrgencyPolicy)).Produces<UrgencyPolicy>();

        var edited = routes.MapGroup("/ocip/v1/hours").RequireAuthorization(Permissions.EditHours).WithTags("Hours");
        edited.MapPut("/urgency", async (HttpContext context, ServerOptions options, AppendLog log) =>
        {
            var policy = await StrictBody.ReadAsync(context.Request, OcipJson.Default.UrgencyPolicy);
            if (options.Proxy is not null)
                throw new ProblemException(DecisionCodes.ProfileNotSupported, "The compliance proxy decides here; hours are set at the proxy.");
            if (policy.AtOnce.Concat(policy.Approvers).Any(group => !HoursNames.IsName(group)) || policy.AtOnce.Length + policy.Approvers.Length > DeliveryHoursLimits.AppliesToMax)
                throw new ProblemException(DecisionCodes.Malformed, $"atOnce, approvers: names of groups, at most {DeliveryHoursLimits.AppliesToMax}.");
            var json = JsonSerializer.Serialize(policy, OcipJson.Default.UrgencyPolicy);
            await log.AppendAsync(new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = "urgency" }, new JsonObject { ["by"] = context.Principal().Account, ["value"] = JsonNode.Parse(json) }),
                (connection, _) => connection.Execute("INSERT INTO settings(name, value) VALUES ('urgency', @json) ON CONFLICT (name) DO UPDATE SET value=excluded.value", new { json }));
            return Results.NoContent();
        }).Accepts<UrgencyPolicy>("application/json").Produces(204);

        var client = routes.MapGroup("/ocip/v1/client").RequireAuthorization(Principal.Client).WithTags("Client");
        client.MapGet("/urgent", async (HttpContext context, UrgentRequests requests) =>
        {
            var wait = Math.Clamp(context.Request.Number("waitMs", 0), 0, WaitMsMax);
            var (after, limit) = (context.Request.Number("after", -1), (int)Math.Clamp(context.Request.Number("limit", 50), 1, PageMax));
            UrgentList list;
            while ((list = requests.List(context.Persona(), after, limit)).Requests.Length == 0 && list.Next is null && wait > 0)
            {
                await Task.Delay(LookMs, context.RequestAborted);
                wait -= LookMs;
            }
            return Replies.Json(list, OcipJson.Default.UrgentList);
        }).Produces<UrgentList>();

        client.MapGet("/urgency", (HttpContext context, UrgentRequests requests) => Replies.Json(requests.Standing(context.Persona()), OcipJson.Default.UrgencyStanding)).Produces<UrgencyStanding>();

        client.MapPost("/urgent/{event}/approval", async (HttpContext context, UrgentReleases releases) =>
        {
            await releases.DecideAsync(context.Persona(), (string)context.Request.RouteValues["event"]!, passes: true);
            return Results.NoContent();
        }).Produces(204);

        client.MapPost("/urgent/{event}/refusal", async (HttpContext context, UrgentReleases releases) =>
        {
            await releases.DecideAsync(context.Persona(), (string)context.Request.RouteValues["event"]!, passes: false);
            return Results.NoContent();
        }).Produces(204);
    }
}
