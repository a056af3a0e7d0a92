using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.ReviewApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;
using Interop.Server.Search;
using Interop.Server.Supervision.Actions;
using Interop.Server.Supervision.Figures;
using Interop.Server.Supervision.Items;
using Interop.Server.Supervision.Live;
using Interop.Server.Supervision.Sampling;
using Interop.Server.Supervision.Settings;

namespace Interop.Server.Supervision;

/// <summary>Supervision over HTTP (spec 07.9).</summary>
internal static class SupervisionEndpoints
{
    private const int DrawsMax = 400;

    public static void MapSupervision(this IEndpointRouteBuilder routes)
    {
        MapSettings(routes);
        MapItems(routes);
        MapFigures(routes);
        MapLive(routes);
    }

    private static void MapSettings(IEndpointRouteBuilder routes)
    {
        var settings = routes.MapGroup("/ocip/v1/supervision").WithTags("Supervision");

        settings.MapGet("/settings", (SettingsBook book) => Replies.Json(book.Current, OcipJson.Default.SupervisionSettings))
            .RequireAuthorization(Permissions.SeeSupervision).Produces<SupervisionSettings>();

        settings.MapPut("/settings", async (HttpContext context, SettingsBook book) => Replies.Json(
            await book.SetAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.SupervisionSettings)), OcipJson.Default.SupervisionSettings))
            .RequireAuthorization(Permissions.SetSupervision).Accepts<SupervisionSettings>("application/json").Produces<SupervisionSettings>();
    }

    private static void MapItems(IEndpointRouteBuilder routes)
    {
        var reviews = routes.MapGroup("/ocip/v1/supervision").RequireAuthorization(Permissions.Supervise).WithTags("Supervision");

        reviews.MapGet("/queues", (HttpContext context, SettingsBook book, GroupMembers groups, QueueFigures figures) =>
            Replies.Json(figures.Of(new Reviewer(context.Principal(), book, groups)), OcipJson.Default.QueueCountsArray)).Produces<QueueCounts[]>();

        reviews.MapGet("/items", (HttpContext context, SettingsBook book, GroupMembers groups, ItemList list, ItemViews views) =>
        {
            var reader = new Reviewer(context.Principal(), book, groups);
            var (items, next) = list.Page(ItemFilter.Read(context.Request), reader);
            return Replies.Json(new SupervisionItems { Items = views.All(items, reader), Next = next }, OcipJson.Default.SupervisionItems);
        }).GivesBodies().Produces<SupervisionItems>();

        reviews.MapGet("/items/{id}", async (HttpContext context, string id, SettingsBook book, GroupMembers groups, ItemViews views) =>
            Replies.Json(await views.OpenAsync(long.TryParse(id, out var item) ? item : 0, new Reviewer(context.Principal(), book, groups)), OcipJson.Default.SupervisionItemView)).GivesBodies().Produces<SupervisionItemView>();

        reviews.MapPost("/actions", async (HttpContext context, SettingsBook book, GroupMembers groups, ReviewActions actions) => Replies.Json(
            await actions.DoAsync(new Reviewer(context.Principal(), book, groups), await StrictBody.ReadAsync(context.Request, OcipJson.Default.ReviewAction)), OcipJson.Default.ReviewResults))
            .Accepts<ReviewAction>("application/json").Produces<ReviewResults>();
    }

    private static void MapFigures(IEndpointRouteBuilder routes)
    {
        var figures = routes.MapGroup("/ocip/v1/supervision").RequireAuthorization(Permissions.Supervise).WithTags("Supervision");

        figures.MapGet("/report", (HttpContext context, FigureReader reader, TimeProvider time) =>
        {
            var (from, to) = Days(context.Request, time);
            var report = reader.Of(from, to);
            return IsCsv(context.Request) ? Results.Text(CsvLines.Of(report), "text/csv") : Replies.Json(report, OcipJson.Default.SupervisionReport);
        }).Produces<SupervisionReport>();

        figures.MapGet("/figures/terms", (HttpContext context, TermFigureReader reader, TimeProvider time) =>
        {
            var (from, to) = Days(context.Request, time);
            return Replies.Json(reader.Of(context.Request.Query["policy"], from, to), OcipJson.Default.TermReport);
        }).Produces<TermReport>();

        figures.MapGet("/coverage", (HttpContext context, SettingsBook book, GroupMembers groups, CoverageReader reader, TimeProvider time) =>
        {
            var (from, to) = Days(context.Request, time);
            var coverage = reader.Of(from, to, new Reviewer(context.Principal(), book, groups));
            return IsCsv(context.Request) ? Results.Text(CsvLines.Of(coverage), "text/csv") : Replies.Json(coverage, OcipJson.Default.CoverageReport);
        }).Produces<CoverageReport>();

        figures.MapGet("/trend", (HttpContext context, TrendReader reader, TimeProvider time) =>
        {
            var (from, to) = Days(context.Request, time);
            if ((SampleDay.Begins(to) - SampleDay.Begins(from)).Days >= TrendReader.DaysMax)
                throw new ProblemException(DecisionCodes.Malformed, $"from and to are at most {TrendReader.DaysMax} days.");
            return Replies.Json(reader.Of(from, to), OcipJson.Default.SupervisionTrend);
        }).Produces<SupervisionTrend>();

        figures.MapGet("/draws", (HttpContext context, Draws draws) =>
        {
            string? day = context.Request.Query["date"];
            if (day is not null && !SampleDay.IsDay(day))
                throw new ProblemException(DecisionCodes.Malformed, "date is a day such as 2026-11-22.");
            return Replies.Json(draws.List(day, DrawsMax), OcipJson.Default.SamplingDrawArray);
        }).Produces<SamplingDraw[]>();

        figures.MapGet("/accesses", (HttpContext context, AccessList list) => Replies.Json(
            list.Page(context.Request.Query["officer"], context.Request.Number("before", long.MaxValue), context.Request.Number("limit", 100)), OcipJson.Default.OfficerAccesses)).Produces<OfficerAccesses>();
    }

    private static void MapLive(IEndpointRouteBuilder routes)
    {
        var live = routes.MapGroup("/ocip/v1/supervision").RequireAuthorization(Permissions.Observe).WithTags("Supervision");

        live.MapGet("/rooms", (HttpContext context, SettingsBook book, GroupMembers groups, ObservableRoomList rooms) => Replies.Json(
            rooms.Page(new Reviewer(context.Principal(), book, groups), context.Request.Query["q"], context.Request.Number("before", long.MaxValue), context.Request.Number("limit", 50)), OcipJson.Default.ObservableRooms)).Produces<ObservableRooms>();

        live.MapGet("/observe", (HttpContext context, string? room, SearchRequest rooms, SettingsBook book, GroupMembers groups, Observations observations) =>
            observations.ServeAsync(context, rooms.RoomOf(room ?? throw new ProblemException(DecisionCodes.Malformed, "room is expected: the room to watch.")), () => new Reviewer(context.Principal(), book, groups))).Produces<ReviewLine>(200, "text/event-stream");
    }

    private static bool IsCsv(HttpRequest request) => (string?)request.Query["format"] switch
    {
        null or "json" => false,
        "csv" => true,
        _ => throw new ProblemException(DecisionCodes.Malformed, "format is json or csv."),
    };

    /// <summary>The last 30 days, when nothing is asked for.</summary>
    private static (string From, string To) Days(HttpRequest request, TimeProvider time)
    {
        var from = (string?)request.Query["from"] ?? SampleDay.Of(time.GetUtcNow(), -29);
        var to = (string?)request.Query["to"] ?? SampleDay.Of(time.GetUtcNow());
        return SampleDay.IsDay(from) && SampleDay.IsDay(to) && string.CompareOrdinal(from, to) <= 0 ? (from, to) : throw new ProblemException(DecisionCodes.Malformed, "from and to are days such as 2026-11-22, from first.");
    }
}
