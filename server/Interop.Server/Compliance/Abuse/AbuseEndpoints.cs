using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Compliance.Abuse;

/// <summary>Reporting of messages by those who got them (spec 10.14).</summary>
internal static class AbuseEndpoints
{
    public static void AddAbuseReports(this IServiceCollection services) => services.AddSingleton<AbuseReports>();

    public static void MapAbuseReports(this IEndpointRouteBuilder routes)
    {
        var client = routes.MapGroup("/ocip/v1/client").RequireAuthorization(Principal.Client).WithTags("Client");

        client.MapPost("/reports", async (HttpContext context, AbuseReports reports) =>
        {
            await reports.TakeAsync(context.Principal(), context.Persona(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.AbuseReport));
            return Results.NoContent();
        }).Accepts<AbuseReport>("application/json").Produces(204);
    }
}
