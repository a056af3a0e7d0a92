using Interop.Protocol.AdminApi;
using NodaTime;

namespace Interop.Server.Tests.Compliance.Hours;

/// <summary>
/// The slow truth: writes down what a clock on the wall shows at every minute of a year, and colours the minutes of each
/// opening. It never asks the library to turn a local time into a moment, which is where the calendar could go wrong.
/// </summary>
internal sealed class MinuteOracle
{
    private const int DayMinutes = 1440;
    private const int Margin = 4 * DayMinutes;
    private readonly bool[] open;
    private readonly int[] next;

    public MinuteOracle(DeliveryHours hours, int year)
    {
        var zone = DateTimeZoneProviders.Tzdb[hours.Zone];
        Start = Instant.FromUtc(year, 1, 1, 0, 0) - Duration.FromMinutes(Margin);
        var minutes = (DateTime.IsLeapYear(year) ? 366 : 365) * DayMinutes + 2 * Margin;
        From = Margin;
        To = minutes - Margin;

        // Wall time in minutes since a day before the start, to the first and last minute at which it was shown.
        var origin = Start.InUtc().Date.PlusDays(-1).AtMidnight();
        var first = new int[minutes + 3 * DayMinutes];
        var last = new int[first.Length];
        Array.Fill(first, -1);
        for (var m = 0; m < minutes; m++)
        {
            var local = (Start + Duration.FromMinutes(m)).InZone(zone).LocalDateTime;
            var wall = (int)Period.Between(origin, local, PeriodUnits.Minutes).Minutes;
            last[wall] = m;
            if (first[wall] < 0)
                first[wall] = m;
        }

        open = new bool[minutes];
        var holidays = hours.Holidays.Select(h => DayOf(h, origin)).ToHashSet();
        for (var day = 3; day < (first.Length / DayMinutes) - 4; day++)
        {
            var weekday = Calendars.EveryDay[(int)origin.Date.PlusDays(day).DayOfWeek - 1];
            foreach (var entry in hours.Weekly.Where(e => e.Days.Contains(weekday) && !holidays.Contains(day)))
            {
                var from = MinuteOf(entry.From);
                var to = MinuteOf(entry.To);
                to = to <= from ? to + DayMinutes : to;
                var opens = Shown(first, first, day * DayMinutes + from);
                var endOfDay = Shown(first, first, (day + 1) * DayMinutes);
                var closes = to == DayMinutes ? endOfDay : Shown(first, last, day * DayMinutes + to);
                if (to > DayMinutes && holidays.Contains(day + 1))
                    closes = endOfDay;
                for (var m = opens; m < closes; m++)
                    open[m] = true;
            }
        }

        next = new int[minutes];
        for (var (m, found) = (minutes - 1, -1); m >= 0; m--)
            next[m] = found = open[m] ? m : found;
    }

    /// <summary>The moment of minute 0.</summary>
    public Instant Start { get; }

    /// <summary>Minutes for which the answers are good: those of the year.</summary>
    public int From { get; }

    /// <inheritdoc cref="From"/>
    public int To { get; }

    public bool IsOpen(int minute) => open[minute];

    /// <summary>Minute of the next opening, or -1 when it is not within the table.</summary>
    public int NextOpening(int minute) => next[minute];

    /// <summary>When the wall showed this time; when it was skipped: the first moment at which it showed a later one.</summary>
    private static int Shown(int[] first, int[] which, int wall)
    {
        if (first[wall] >= 0)
            return which[wall];
        while (first[wall] < 0)
            wall++;
        return first[wall];
    }

    private static int DayOf(string date, LocalDateTime origin) =>
        Period.Between(origin.Date, NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value, PeriodUnits.Days).Days;

    private static int MinuteOf(string time) => (int.Parse(time.AsSpan(0, 2)) * 60) + int.Parse(time.AsSpan(3, 2));
}
