using Interop.Protocol;
using Interop.Protocol.PeopleApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Scheduling;

/// <summary>Sending later (spec 10.11).</summary>
internal static class SendLaterEndpoints
{
    private const int PageMax = 200;

    public static void AddSendLater(this IServiceCollection services) => services.AddSingleton<SendLater>().AddHostedService<SendLaterWorker>();

    public static void MapSendLater(this IEndpointRouteBuilder routes)
    {
        var client = routes.MapGroup("/ocip/v1/client").RequireAuthorization(Principal.Client).WithTags("Client");

        client.MapPost("/later", async (HttpContext context, SendLater later) => Replies.Json(
            await later.AddAsync(context.Persona(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.SendLaterRequest)), OcipJson.Default.SendLaterView, 201))
            .Accepts<SendLaterRequest>("application/json").Produces<SendLaterView>(201);

        client.MapGet("/later", (HttpContext context, SendLater later) => Replies.Json(
            later.List(context.Persona(), context.Request.Query["after"], (int)Math.Clamp(context.Request.Number("limit", 50), 1, PageMax)), OcipJson.Default.SendLaterList))
            .Produces<SendLaterList>();

        client.MapPut("/later/{id}", async (HttpContext context, string id, SendLater later) => Replies.Json(
            await later.ChangeAsync(context.Persona(), id, await StrictBody.ReadAsync(context.Request, OcipJson.Default.SendLaterRequest)), OcipJson.Default.SendLaterView))
            .Accepts<SendLaterRequest>("application/json").Produces<SendLaterView>();

        client.MapDelete("/later/{id}", async (HttpContext context, string id, SendLater later) =>
        {
            await later.CancelAsync(context.Persona(), id);
            return Results.NoContent();
        }).Produces(204);
    }
}
