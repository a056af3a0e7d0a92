using System.Globalization;
using Interop.Protocol.AdminApi;

namespace Interop.Web.Pages.People;

/// <summary>
/// The open hours of a week while somebody edits them: spans of seconds, each belonging to the day on which it begins. What is read is written again as it
/// was, to the second and past midnight. Not for concurrent use.
/// </summary>
public sealed class WeekHours
{
    /// <summary>Seconds.</summary>
    public const int Day = 86_400;

    private static readonly string[] Names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private readonly List<(int From, int To)>[] days = [[], [], [], [], [], [], []];

    public static WeekHours Of(IEnumerable<WeeklyHours> weekly)
    {
        var read = new WeekHours();
        foreach (var entry in weekly)
            read.Add(entry.Days.Select(day => Array.IndexOf(Names, day)), entry.From, entry.To);
        return read;
    }

    /// <summary>Opens the same hours on several days; a closing time at or before the opening is on the day after.</summary>
    /// <param name="on">Days, 0 for Monday.</param>
    /// <param name="from">HH:mm or HH:mm:ss.</param>
    /// <param name="to">The same; 24:00 is the end of the day.</param>
    public void Add(IEnumerable<int> on, string from, string to)
    {
        var (opens, closes) = (Seconds(from), Seconds(to));
        foreach (var day in on)
            Open(day, opens, closes <= opens ? closes + Day : closes);
    }

    /// <summary>As the server takes it: the days of the same hours together.</summary>
    public WeeklyHours[] Written() =>
        [.. days.SelectMany((spans, day) => spans.Select(span => (span, day))).GroupBy(s => s.span).OrderBy(g => g.Min(s => s.day)).ThenBy(g => g.Key.From)
            .Select(g => new WeeklyHours([.. g.Select(s => Names[s.day])], Clock(g.Key.From), g.Key.To == Day ? "24:00" : Clock(g.Key.To % Day)))];

    /// <summary>How much of a part of a day is open, 0 to 1, with what began on the day before.</summary>
    public double Share(int day, int from, int to)
    {
        var before = days[(day + 6) % 7].Select(s => (From: s.From - Day, To: s.To - Day));
        var (at, open) = (from, 0);
        foreach (var (opens, closes) in days[day].Concat(before).OrderBy(s => s.From))
        {
            var (first, last) = (Math.Max(at, opens), Math.Min(to, closes));
            if (last > first)
                (open, at) = (open + last - first, last);
        }
        return (double)open / (to - from);
    }

    /// <summary>Opens or closes a part of a day.</summary>
    /// <param name="day">0 for Monday.</param>
    /// <param name="from">Seconds of the day.</param>
    /// <param name="to">Not included.</param>
    /// <param name="isOpen">Else it is closed, also what is open there since the day before.</param>
    public void Set(int day, int from, int to, bool isOpen)
    {
        if (isOpen)
        {
            Open(day, from, to);
            return;
        }
        Close(day, from, to);
        Close((day + 6) % 7, from + Day, to + Day);
    }

    public void Clear() => Array.ForEach(days, spans => spans.Clear());

    private void Open(int day, int from, int to)
    {
        var spans = days[day];
        // Those that touch become one, as long as a day holds it: longer, it could not be written.
        while (spans.FindIndex(s => s.From <= to && from <= s.To && Math.Max(s.To, to) - Math.Min(s.From, from) <= Day) is >= 0 and var at)
        {
            (from, to) = (Math.Min(spans[at].From, from), Math.Max(spans[at].To, to));
            spans.RemoveAt(at);
        }
        if (!spans.Exists(s => s.From <= from && to <= s.To))
            spans.Add((from, to));
        spans.Sort();
    }

    private void Close(int day, int from, int to)
    {
        foreach (var (opens, closes) in days[day].Where(s => s.From < to && from < s.To).ToList())
        {
            days[day].Remove((opens, closes));
            if (opens < from)
                Open(day, opens, from);
            if (to >= closes)
                continue;
            // What is left of a night after midnight begins on the next day.
            if (to >= Day)
                Open((day + 1) % 7, to - Day, closes - Day);
            else
                Open(day, to, closes);
        }
    }

    private static int Seconds(string time)
    {
        var parts = time.Split(':');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture) * 3600) + (int.Parse(parts[1], CultureInfo.InvariantCulture) * 60) + (parts.Length > 2 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : 0);
    }

    private static string Clock(int seconds) => $"{seconds / 3600:00}:{seconds / 60 % 60:00}{(seconds % 60 == 0 ? "" : $":{seconds % 60:00}")}";
}
