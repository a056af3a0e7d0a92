using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>Calendars, public holidays, and what clients learn of who is reachable now (spec 10.9).</summary>
internal sealed class HoursViews(Database database, UserDirectory users, BarrierGate barriers, TimeProvider time)
{
    /// <summary>Calendars by name, those after a name.</summary>
    public HoursCalendarList Calendars(string? after, int limit)
    {
        var rows = database.Read(c => c.Query<Row>("""
            SELECT name, version, definition, changed, changed_by AS ChangedBy FROM hours_calendars WHERE name>@after ORDER BY name LIMIT @limit
            """, new { after = after ?? "", limit = limit + 1 }).AsList());
        return new HoursCalendarList([.. rows.Take(limit).Select(View)], rows.Count > limit ? rows[limit - 1].Name : null);
    }

    public HoursCalendarView Calendar(string name) => View(database.Read(c => c.QuerySingleOrDefault<Row>(
        "SELECT name, version, definition, changed, changed_by AS ChangedBy FROM hours_calendars WHERE name=@name", new { name })) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such calendar."));

    /// <summary>Those that come with the server and those that were put in, by name.</summary>
    public HolidayCalendarList Holidays(string? after, int limit)
    {
        var changed = Changed();
        var names = HolidayFiles.All.Keys.Union(changed.Keys).Where(n => string.CompareOrdinal(n, after ?? "") > 0).Order(StringComparer.Ordinal).Take(limit + 1).ToList();
        return new HolidayCalendarList([.. names.Take(limit).Select(name => Summary(name, changed.GetValueOrDefault(name)))], names.Count > limit ? names[limit - 1] : null);
    }

    public HolidayCalendar HolidaysOf(string name) => Changed().TryGetValue(name, out var row) ? Read(row)
        : HolidayFiles.All.GetValueOrDefault(name) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such calendar of public holidays.");

    /// <summary>
    /// Of those of this organisation to whom the asking person may write: open or closed, and nothing more. Others are left out, as are those who are not there.
    /// </summary>
    public ReachableList Reachable(User asking, IEnumerable<UserId> asked)
    {
        var now = Now();
        var found = asked.Distinct().Select(users.Find).OfType<User>()
            .Where(u => u.IsOurs && (u.Kind == User.Personal) == (asking.Kind == User.Personal) && !barriers.StandsBetween(asking.UserId, u.UserId));
        return new ReachableList([.. found.Select(u => new Reachable(u.UserId, u.DisplayName, u.Person.Calendar?.IsOpen(now) ?? true))]);
    }

    private Dictionary<string, Row> Changed() => database.Read(c => c.Query<Row>("SELECT name, version, definition, changed, changed_by AS ChangedBy FROM holiday_calendars"))
        .ToDictionary(r => r.Name, StringComparer.Ordinal);

    private static HolidayCalendarView Summary(string name, Row? row)
    {
        var calendar = row is null ? HolidayFiles.All[name] : Read(row);
        return new HolidayCalendarView(name, calendar.Title, calendar.Source, calendar.Days.FirstOrDefault()?.Date, calendar.Days.LastOrDefault()?.Date, calendar.Days.Length,
            row?.Version, row?.ChangedBy, row?.Changed);
    }

    private static HolidayCalendar Read(Row row) => JsonSerializer.Deserialize(row.Definition, OcipJson.Default.HolidayCalendar)!;

    private static HoursCalendarView View(Row row) => new(row.Name, row.Version, row.ChangedBy, row.Changed, JsonSerializer.Deserialize(row.Definition, OcipJson.Default.HoursCalendar)!);

    private Instant Now() => Instant.FromDateTimeOffset(time.GetUtcNow());

    private sealed record Row(string Name, long Version, string Definition, string Changed, string ChangedBy);
}
