using Interop.Protocol;
using Interop.Protocol.PeopleApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Personal;

/// <summary>Personal rooms (spec 5.7); their requests are those of every client (Inbound/ClientEndpoints).</summary>
internal static class PersonalEndpoints
{
    private const int PageMax = 200;

    public static void AddPersonal(this IServiceCollection services) =>
        services.AddSingleton<PersonalRooms>().AddSingleton<PersonalMailboxes>().AddSingleton<PersonaRefusals>().AddSingleton<PersonalDelivery>().AddSingleton<PersonalClient>();

    public static void MapPersonal(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/ocip/v1/reports").RequireAuthorization(Permissions.Health).WithTags("Reports");
        reports.MapGet("/personas", (HttpContext context, PersonaRefusals refusals) => Replies.Json(
            refusals.List(context.Request.Query["after"], (int)Math.Clamp(context.Request.Number("limit", 50), 1, PageMax)), OcipJson.Default.PersonaRefusalList))
            .Produces<PersonaRefusalList>();
    }
}
