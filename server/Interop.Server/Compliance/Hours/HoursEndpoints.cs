using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>Calendars, public holidays, places and absences, and who is reachable (spec 10.9).</summary>
internal static class HoursEndpoints
{
    private const int PageMax = 200;
    private const int NameMax = 128;

    public static void AddHours(this IServiceCollection services) =>
        services.AddSingleton<HoursBook>().AddSingleton<HoursChanges>().AddSingleton<HoursAdministration>().AddSingleton<HoursViews>().AddSingleton<HoursPeople>().AddSingleton<PeopleSearch>();

    public static void MapHours(this IEndpointRouteBuilder routes)
    {
        MapSeeing(routes);
        MapCalendars(routes);
        MapPeople(routes);
        var client = routes.MapGroup("/ocip/v1/client").RequireAuthorization(Principal.Client).WithTags("Client");
        client.MapGet("/reachable", (HttpContext context, HoursViews views) =>
        {
            var asked = context.Request.Query["user"].Select(text => UserId.TryParse(text, out var id) ? id : throw new ProblemException(DecisionCodes.Malformed, "user is not a user id.")).ToList();
            if (asked.Count is 0 or > DeliveryHoursLimits.ReachableMax)
                throw new ProblemException(DecisionCodes.Malformed, $"Ask of 1 to {DeliveryHoursLimits.ReachableMax} people at once.");
            return Replies.Json(views.Reachable(context.Persona(), asked), OcipJson.Default.ReachableList);
        }).Produces<ReachableList>();
        client.MapGet("/people", (HttpContext context, PeopleSearch people) => Replies.Json(
            people.Find(context.Persona(), context.Request.Query["text"].ToString(), (int)Math.Clamp(context.Request.Number("limit", 20), 1, DeliveryHoursLimits.ReachableMax)), OcipJson.Default.ReachableList))
            .Produces<ReachableList>();
    }

    private static void MapSeeing(IEndpointRouteBuilder routes)
    {
        var seen = routes.MapGroup("/ocip/v1/hours").RequireAuthorization(Permissions.SeeHours).WithTags("Hours");
        seen.MapGet("/calendars", (HttpContext context, HoursViews views) => Replies.Json(views.Calendars(context.Request.Query["after"], Limit(context)), OcipJson.Default.HoursCalendarList))
            .Produces<HoursCalendarList>();
        seen.MapGet("/calendars/{name}", (string name, HoursViews views) => Replies.Json(views.Calendar(name), OcipJson.Default.HoursCalendarView)).Produces<HoursCalendarView>();
        seen.MapGet("/holidays", (HttpContext context, HoursViews views) => Replies.Json(views.Holidays(context.Request.Query["after"], Limit(context)), OcipJson.Default.HolidayCalendarList))
            .Produces<HolidayCalendarList>();
        seen.MapGet("/holidays/{name}", (string name, HoursViews views) => Replies.Json(views.HolidaysOf(name), OcipJson.Default.HolidayCalendar)).Produces<HolidayCalendar>();
        seen.MapGet("/groups", (HoursPeople people) => Replies.Json(people.Groups(), OcipJson.Default.HoursGroupList)).Produces<HoursGroupList>();
        seen.MapGet("/people", (HttpContext context, HoursPeople people, TimeProvider time) =>
        {
            string? name = context.Request.Query["name"];
            if (name?.Length > NameMax)
                throw new ProblemException(DecisionCodes.TooLarge, $"name has at most {NameMax} characters.");
            var query = new HoursQuery(context.Request.Query["group"], context.Request.Query["place"], string.IsNullOrWhiteSpace(name) ? null : name.Trim(), At(context.Request, time), context.Request.Number("after", 0), Limit(context));
            return Replies.Json(people.List(query), OcipJson.Default.HoursPersonList);
        }).Produces<HoursPersonList>();
        seen.MapGet("/people/{local}", (HttpContext context, string local, UserDirectory users, HoursPeople people, TimeProvider time) =>
        {
            string? from = context.Request.Query["from"];
            LocalDate? first = from is null ? null : DeliveryHoursReader.TryDate(from, out var day) ? day : throw new ProblemException(DecisionCodes.Malformed, "from is a day such as 2026-11-23.");
            var user = Find(users, local);
            if (user is not { IsOurs: true, Kind: User.Work })
                throw new ProblemException(DecisionCodes.NotFound, $"There is no work persona {local} here.");
            return Replies.Json(people.Detail(user, At(context.Request, time), first), OcipJson.Default.HoursPersonDetail);
        }).Produces<HoursPersonDetail>();
        seen.MapGet("/people/{local}/absences", (string local, UserDirectory users, HoursAdministration hours) =>
            Replies.Json(hours.Absences(Find(users, local)), OcipJson.Default.AbsenceViewArray)).Produces<AbsenceView[]>();
    }

    private static void MapCalendars(IEndpointRouteBuilder routes)
    {
        var edited = routes.MapGroup("/ocip/v1/hours").RequireAuthorization(Permissions.EditHours).WithTags("Hours");
        edited.MapPut("/calendars/{name}", async (HttpContext context, string name, HoursAdministration hours, HoursViews views) =>
        {
            await hours.SetCalendarAsync(context.Principal(), name, await StrictBody.ReadAsync(context.Request, OcipJson.Default.HoursCalendar));
            return Replies.Json(views.Calendar(name), OcipJson.Default.HoursCalendarView);
        }).Accepts<HoursCalendar>("application/json").Produces<HoursCalendarView>();
        edited.MapDelete("/calendars/{name}", async (HttpContext context, string name, HoursAdministration hours) =>
        {
            await hours.SetCalendarAsync(context.Principal(), name, null);
            return Results.NoContent();
        }).Produces(204);
        edited.MapPut("/holidays/{name}", async (HttpContext context, string name, HoursAdministration hours) =>
        {
            await hours.SetHolidaysAsync(context.Principal(), name, await StrictBody.ReadAsync(context.Request, OcipJson.Default.HolidayCalendar));
            return Results.NoContent();
        }).Accepts<HolidayCalendar>("application/json").Produces(204);
        edited.MapDelete("/holidays/{name}", async (HttpContext context, string name, HoursAdministration hours) =>
        {
            await hours.SetHolidaysAsync(context.Principal(), name, null);
            return Results.NoContent();
        }).Produces(204);
    }

    private static void MapPeople(IEndpointRouteBuilder routes)
    {
        var staff = routes.MapGroup("/ocip/v1/hours").RequireAuthorization(Permissions.EditHours).WithTags("Hours");
        staff.MapPut("/people/{local}/place", async (HttpContext context, string local, UserDirectory users, HoursAdministration hours) =>
        {
            await hours.SetPlaceAsync(context.Principal(), Find(users, local), (await StrictBody.ReadAsync(context.Request, OcipJson.Default.PlaceRequest)).Place);
            return Results.NoContent();
        }).Accepts<PlaceRequest>("application/json").Produces(204);
        staff.MapDelete("/people/{local}/place", async (HttpContext context, string local, UserDirectory users, HoursAdministration hours) =>
        {
            await hours.SetPlaceAsync(context.Principal(), Find(users, local), null);
            return Results.NoContent();
        }).Produces(204);
        staff.MapPost("/people/{local}/absences", async (HttpContext context, string local, UserDirectory users, HoursAdministration hours) => Replies.Json(
            await hours.AddAbsenceAsync(context.Principal(), Find(users, local), await StrictBody.ReadAsync(context.Request, OcipJson.Default.AbsenceRequest)), OcipJson.Default.AbsenceView, 201))
            .Accepts<AbsenceRequest>("application/json").Produces<AbsenceView>(201);
        staff.MapDelete("/people/{local}/absences/{id}", async (HttpContext context, string local, string id, UserDirectory users, HoursAdministration hours) =>
        {
            await hours.RemoveAbsenceAsync(context.Principal(), Find(users, local), id);
            return Results.NoContent();
        }).Produces(204);
    }

    /// <summary>Now, when no moment is asked for.</summary>
    private static Instant At(HttpRequest request, TimeProvider time)
    {
        string? at = request.Query["at"];
        if (at is null)
            return Instant.FromDateTimeOffset(time.GetUtcNow());
        return WireTime.TryParse(at, out var asked) && asked.Year is >= DeliveryHoursLimits.HolidayYearMin and <= DeliveryHoursLimits.HolidayYearMax
            ? Instant.FromDateTimeOffset(asked) : throw new ProblemException(DecisionCodes.Malformed, "at is a time such as 2026-11-23T18:30:00.000Z.");
    }

    private static int Limit(HttpContext context) => (int)Math.Clamp(context.Request.Number("limit", 50), 1, PageMax);

    private static User Find(UserDirectory users, string local) => users.FindLocal(local) ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no user {local} here.");
}
