using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.PeopleApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Compliance.Labour;

/// <summary>Reports of after-hours work (spec 10.12).</summary>
internal static class LabourEndpoints
{
    /// <summary>Characters of what a person says to the own figures.</summary>
    public const int NoteMax = 1_000;

    private const int PageMax = 200;

    /// <summary>Everybody: a table that ends somewhere would be taken for the whole.</summary>
    private const int TableMax = int.MaxValue - 1;

    public static void AddLabour(this IServiceCollection services) =>
        services.AddSingleton<LabourReports>().AddSingleton<LabourTrend>().AddSingleton<LabourFollower>().AddHostedService(provider => provider.GetRequiredService<LabourFollower>());

    public static void MapLabour(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/ocip/v1/reports").RequireAuthorization(Permissions.Labour).WithTags("Reports");
        reports.MapGet("/labour", async (HttpContext context, LabourReports labour) =>
        {
            var month = Month(context);
            var format = context.Request.Query["format"].ToString();
            if (format is not ("" or "json" or "csv" or "html"))
                throw new ProblemException(DecisionCodes.Malformed, "format is json, csv or html.");
            // A table for people is a whole month at once.
            var page = await labour.PageAsync(context.Principal(), month, format is "csv" or "html" ? 0 : context.Request.Number("after", 0),
                format is "csv" or "html" ? TableMax : (int)Math.Clamp(context.Request.Number("limit", 50), 1, PageMax));
            context.Response.Headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
            return format switch
            {
                "csv" => Results.Text(LabourText.Csv(page), "text/csv; charset=utf-8"),
                "html" => Results.Text(LabourText.Html(page), "text/html; charset=utf-8"),
                _ => Replies.Json(page, OcipJson.Default.LabourReport),
            };
        }).Produces<LabourReport>();

        reports.MapGet("/labour/months", async (HttpContext context, LabourTrend trend, UserDirectory users) =>
        {
            var (from, to) = (Month(context, "from"), Month(context, "to"));
            if (string.CompareOrdinal(from, to) > 0)
                throw new ProblemException(DecisionCodes.Malformed, "from is not after to.");
            string? local = context.Request.Query["user"];
            var user = local is null ? null : users.FindLocal(local) ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no user {local} here.");
            return Replies.Json(await trend.OfAsync(context.Principal(), from, to, user), OcipJson.Default.LabourMonths);
        }).Produces<LabourMonths>();

        var client = routes.MapGroup("/ocip/v1/client").RequireAuthorization(Principal.Client).WithTags("Client");
        client.MapGet("/labour", async (HttpContext context, LabourReports labour) =>
            Replies.Json(await labour.OwnAsync(context.Persona(), Month(context)), OcipJson.Default.LabourReport)).Produces<LabourReport>();

        client.MapPost("/labour/acknowledgement", async (HttpContext context, LabourReports labour) =>
        {
            await labour.AcknowledgeAsync(context.Principal(), context.Persona(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.LabourAcknowledgement));
            return Results.NoContent();
        }).Accepts<LabourAcknowledgement>("application/json").Produces(204);
    }

    private static string Month(HttpContext context, string name = "month")
    {
        var month = context.Request.Query[name].ToString();
        return LabourReports.IsMonth(month) ? month : throw new ProblemException(DecisionCodes.Malformed, $"{name}: a month of the form 2026-01 is expected.");
    }
}
