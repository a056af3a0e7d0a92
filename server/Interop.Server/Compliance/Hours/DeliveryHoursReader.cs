using Interop.Protocol.AdminApi;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Interop.Server.Compliance.Hours;

/// <summary>
/// Reads the wire form of delivery hours strictly: nothing is repaired, and the first thing that is wrong is named in one
/// sentence that an administrator can act on.
/// </summary>
internal sealed class DeliveryHoursReader
{
    private static readonly LocalTimePattern Minutes = LocalTimePattern.CreateWithInvariantCulture("HH':'mm");
    private static readonly LocalTimePattern Seconds = LocalTimePattern.CreateWithInvariantCulture("HH':'mm':'ss");
    private static readonly LocalDatePattern Dates = LocalDatePattern.CreateWithInvariantCulture("yyyy'-'MM'-'dd");
    private readonly List<LocalHours>[] week = [[], [], [], [], [], [], []];

    private DeliveryHoursReader()
    {
    }

    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    /// <summary>Per weekday, Monday first, by opening time.</summary>
    public LocalHours[][] Week => [.. week.Select(day => day.Distinct().OrderBy(h => h.From).ToArray())];

    public HashSet<LocalDate> Holidays { get; } = [];

    /// <summary>What was read, or what is wrong with it.</summary>
    public static DeliveryHoursReader? Read(DeliveryHours hours, out string? error)
    {
        var reader = new DeliveryHoursReader();
        error = reader.ReadZone(hours.Zone) ?? reader.ReadWeekly(hours.Weekly) ?? reader.ReadHolidays(hours.Holidays) ?? ReadCalendars(hours.HolidayCalendars);
        return error is null ? reader : null;
    }

    private string? ReadZone(string? id)
    {
        // Only names of the time-zone database: the library's own fixed offsets such as UTC+05 are not on the wire.
        if (id is null || !TzdbDateTimeZoneSource.Default.CanonicalIdMap.ContainsKey(id))
            return $"The time zone {Quote(id)} is unknown; use an IANA name such as Europe/Lisbon.";
        Zone = DateTimeZoneProviders.Tzdb[id];
        return null;
    }

    private string? ReadWeekly(WeeklyHours?[]? weekly)
    {
        if (weekly is null)
            return "The weekly hours are missing; give an empty list to close always.";
        if (weekly.Length > DeliveryHoursLimits.WeeklyMax)
            return $"There are {weekly.Length} entries of weekly hours; at most {DeliveryHoursLimits.WeeklyMax} are allowed.";
        return weekly.Select(ReadEntry).FirstOrDefault(error => error is not null);
    }

    private string? ReadEntry(WeeklyHours? entry)
    {
        if (entry is null)
            return "An entry of the weekly hours is null.";
        if (entry.Days is not { Length: > 0 and <= DeliveryHoursLimits.DaysMax })
            return $"Each entry of the weekly hours names 1 to {DeliveryHoursLimits.DaysMax} days.";
        if (!TryTime(entry.From, out var from))
            return $"The opening time {Quote(entry.From)} is not a time of day from 00:00 to 23:59:59.";
        var endOfDay = entry.To is "24:00" or "24:00:00";
        var to = LocalTime.Midnight;
        if (!endOfDay && !TryTime(entry.To, out to))
            return $"The closing time {Quote(entry.To)} is not a time of day from 00:00 to 24:00.";
        foreach (var day in entry.Days)
        {
            if (DayIndex(day) is not { } index)
                return $"The day {Quote(day)} is unknown; use mon, tue, wed, thu, fri, sat or sun.";
            week[index].Add(new LocalHours(from, to, NextDay: endOfDay || to <= from));
        }
        return null;
    }

    private string? ReadHolidays(string?[]? holidays)
    {
        if (holidays is null)
            return "The holidays are null; leave them out or give a list.";
        if (holidays.Length > DeliveryHoursLimits.HolidaysMax)
            return $"There are {holidays.Length} holidays; at most {DeliveryHoursLimits.HolidaysMax} are allowed.";
        foreach (var text in holidays)
        {
            if (!TryDate(text, out var date))
                return $"The holiday {Quote(text)} is not a date yyyy-MM-dd between the years {DeliveryHoursLimits.HolidayYearMin} and {DeliveryHoursLimits.HolidayYearMax}.";
            Holidays.Add(date);
        }
        return null;
    }

    /// <summary>That they are there is for whoever stores the hours to check.</summary>
    private static string? ReadCalendars(string?[]? names)
    {
        if (names?.Length > DeliveryHoursLimits.HolidayCalendarsMax)
            return $"There are {names.Length} calendars of public holidays; at most {DeliveryHoursLimits.HolidayCalendarsMax} are allowed.";
        return names?.FirstOrDefault(name => !HoursNames.IsName(name)) is { } wrong ? $"{Quote(wrong)} is no name of a calendar of public holidays." : null;
    }

    /// <summary>A date yyyy-MM-dd within the years that a calendar may have.</summary>
    public static bool TryDate(string? text, out LocalDate date)
    {
        date = default;
        return text is { Length: 10 } && Dates.Parse(text).TryGetValue(default, out date) && date.Year is >= DeliveryHoursLimits.HolidayYearMin and <= DeliveryHoursLimits.HolidayYearMax;
    }

    private static bool TryTime(string? text, out LocalTime time)
    {
        time = default;
        var pattern = text?.Length switch { 5 => Minutes, 8 => Seconds, _ => null };
        return pattern is not null && pattern.Parse(text!).TryGetValue(default, out time);
    }

    private static int? DayIndex(string? day) => day switch
    {
        "mon" => 0, "tue" => 1, "wed" => 2, "thu" => 3, "fri" => 4, "sat" => 5, "sun" => 6, _ => null,
    };

    /// <summary>Somebody else's text in our sentence: short, and nothing that a terminal would act on.</summary>
    private static string Quote(string? text)
    {
        if (text is null)
            return "null";
        var shown = new string([.. text.Take(40).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
        return text.Length > 40 ? $"'{shown}…'" : $"'{shown}'";
    }
}
