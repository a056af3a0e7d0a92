using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.PeopleApi;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>
/// All that hours are made of, read once: own hours, calendars of groups and places in their order, public holidays, places, absences. Immutable but
/// for what was computed from it; people of the same calendar share one object. Safe for many threads.
/// </summary>
internal sealed class HoursSnapshot
{
    private const int OrderWhenAbsent = 100;
    private static readonly DeliveryHours Always = new() { Zone = "Etc/UTC", Weekly = [new WeeklyHours(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "00:00", "24:00")] };

    private readonly Lock gate = new();
    private readonly Dictionary<string, PersonHours> shared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<LocalDate, string>> holidays = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> own = [];
    private readonly Dictionary<string, DeliveryHours> calendars = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> ofGroup = [];
    private readonly Dictionary<string, string> ofPlace = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> places = [];
    private readonly Dictionary<long, List<Absence>> absences = [];

    public HoursSnapshot(SqliteConnection connection)
    {
        foreach (var (name, calendar) in HolidayFiles.All)
            holidays[name] = Days(calendar);
        foreach (var (name, json) in connection.Query<(string, string)>("SELECT name, definition FROM holiday_calendars"))
            holidays[name] = Days(JsonSerializer.Deserialize(json, OcipJson.Default.HolidayCalendar)!);
        foreach (var (user, json) in connection.Query<(long, string)>("SELECT user_id, calendar FROM hours"))
            own[user] = json;
        ReadCalendars(connection);
        foreach (var (user, place) in connection.Query<(long, string)>("SELECT user_id, place FROM places"))
            places[user] = place;
        foreach (var (user, first, last, kind) in connection.Query<(long, string, string, string)>("SELECT user_id, first, last, kind FROM absences ORDER BY user_id, first"))
        {
            if (!absences.TryGetValue(user, out var list))
                absences[user] = list = [];
            list.Add(new Absence(DateOf(first), DateOf(last), kind));
        }
    }

    /// <summary>Whether there is such a calendar of public holidays.</summary>
    public bool HasHolidays(string name) => holidays.ContainsKey(name);

    /// <summary>What counts for a person: own hours before those of a group, those of a group before those of the place.</summary>
    public PersonHours Of(long user)
    {
        var place = places.GetValueOrDefault(user);
        var found = absences.GetValueOrDefault(user);
        // Own hours are many and each is needed by one person: they are read when they are asked for.
        if (own.TryGetValue(user, out var json))
            return Make(JsonSerializer.Deserialize(json, OcipJson.Default.DeliveryHours), null, place, found);
        var source = ofGroup.GetValueOrDefault(user) ?? (place is null ? null : ofPlace.GetValueOrDefault(place));
        if (source is null)
            return found is null ? PersonHours.None with { Place = place } : Make(null, null, place, found);
        if (found is not null)
            return Make(calendars[source], source, place, found);
        lock (gate)
        {
            if (!shared.TryGetValue(source, out var known))
                shared[source] = known = Make(calendars[source], source, null, null);
            return place is null ? known : known with { Place = place };
        }
    }

    private PersonHours Make(DeliveryHours? hours, string? source, string? place, List<Absence>? away)
    {
        var days = new Dictionary<LocalDate, string>();
        foreach (var name in hours?.HolidayCalendars ?? [])
        {
            foreach (var (date, title) in holidays.GetValueOrDefault(name) ?? [])
                days.TryAdd(date, title);
        }
        return new PersonHours
        {
            Calendar = DeliveryCalendar.Of(hours ?? Always, days.Keys.Concat((away ?? []).SelectMany(a => a.Days()))),
            Hours = hours, Source = source, Place = place, Absences = away ?? [], Holidays = days,
        };
    }

    private void ReadCalendars(SqliteConnection connection)
    {
        var read = connection.Query<(string Name, string Json)>("SELECT name, definition FROM hours_calendars")
            .Select(row => (row.Name, Calendar: JsonSerializer.Deserialize(row.Json, OcipJson.Default.HoursCalendar)!))
            .OrderBy(c => c.Calendar.Order ?? OrderWhenAbsent).ThenBy(c => c.Name, StringComparer.Ordinal).ToList();
        foreach (var (name, calendar) in read)
        {
            calendars[name] = calendar.Hours;
            foreach (var place in calendar.Places ?? [])
                ofPlace.TryAdd(place, name);
            foreach (var group in calendar.Groups ?? [])
            {
                foreach (var user in connection.Query<long>("SELECT user_id FROM group_members WHERE name=@group", new { group }))
                    ofGroup.TryAdd(user, name);
            }
        }
    }

    private static Dictionary<LocalDate, string> Days(HolidayCalendar calendar)
    {
        var days = new Dictionary<LocalDate, string>();
        foreach (var day in calendar.Days)
            days.TryAdd(DateOf(day.Date), day.Name);
        return days;
    }

    private static LocalDate DateOf(string text) => DeliveryHoursReader.TryDate(text, out var date) ? date : throw new InvalidOperationException($"a stored date is not valid: {text}");
}
