using System.Globalization;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Web.Shared;

namespace Interop.Web.Pages.People;

/// <summary>Hours in words: whether somebody may be disturbed, why not, and until when in the zone of the person.</summary>
internal static class HoursWords
{
    private static readonly Dictionary<string, string> Days = new(StringComparer.Ordinal)
    {
        ["mon"] = "Mon", ["tue"] = "Tue", ["wed"] = "Wed", ["thu"] = "Thu", ["fri"] = "Fri", ["sat"] = "Sat", ["sun"] = "Sun",
    };

    /// <summary>A state for the chip.</summary>
    public static string State(HoursPerson person) => (person.Open, person.Reason) switch
    {
        (true, HoursPerson.Always) => "always",
        (true, _) => "reachable",
        (_, HoursPerson.Holiday) => "holiday",
        (_, HoursPerson.Hours) => "outside hours",
        (_, var away) => away,
    };

    public static Tone ToneOf(HoursPerson person) => person.Open ? Tone.Ok : person.Reason == HoursPerson.Hours ? Tone.Held : Tone.Plain;

    /// <summary>Of a zone what people call it: the place in its name.</summary>
    public static string City(string zone) => zone is "Etc/UTC" or "UTC" ? "UTC" : zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    /// <summary>A time on the clock of a zone: 18:00 of the same day, else with the day.</summary>
    public static string Clock(DateTimeOffset at, string zone, DateTimeOffset now)
    {
        var (there, today) = (In(at, zone), In(now, zone));
        return there.ToString(there.Date == today.Date ? "HH:mm" : (there.Date - today.Date).Days is > 0 and < 7 ? "ddd HH:mm" : "ddd d MMM HH:mm", CultureInfo.InvariantCulture);
    }

    public static DateTimeOffset In(DateTimeOffset at, string? zone) =>
        zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? TimeZoneInfo.ConvertTime(at, found) : at.ToUniversalTime();

    /// <summary>The moment of the next change; null when none is in sight.</summary>
    public static DateTimeOffset? Until(HoursPerson person) => (person.Open ? person.Closes : person.Opens) is { } written ? WireTime.Parse(written) : null;

    /// <summary>Days of an entry: Mon–Fri, or Mon, Wed.</summary>
    public static string DaysInWords(IEnumerable<string> days)
    {
        var at = days.Select(day => Days.Keys.ToList().IndexOf(day)).Where(n => n >= 0).Distinct().Order().ToList();
        var parts = new List<string>();
        for (var n = 0; n < at.Count; n++)
        {
            var last = n;
            while (last + 1 < at.Count && at[last + 1] == at[last] + 1)
                last++;
            var (first, end) = (Days.Values.ElementAt(at[n]), Days.Values.ElementAt(at[last]));
            parts.Add(last == n ? first : last == n + 1 ? $"{first}, {end}" : $"{first}–{end}");
            n = last;
        }
        return string.Join(", ", parts);
    }
}
