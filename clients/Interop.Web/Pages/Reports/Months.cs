using System.Globalization;
using Interop.Protocol.PeopleApi;

namespace Interop.Web.Pages.Reports;

/// <summary>Months as reports name them (yyyy-MM), and in words.</summary>
internal static class Months
{
    private const string Form = "yyyy-MM";
    private const int YearMin = 1970;
    private const int YearMax = 9990;

    /// <summary>The zone that is furthest ahead of UTC.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromHours(14);

    public static string Of(DateTimeOffset at) => at.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The last month that has begun somewhere: a month is one of each person's own zone.</summary>
    public static string Latest(DateTimeOffset now) => Of(now.ToUniversalTime() + Furthest);

    public static bool IsMonth(string? written) => DateOnly.TryParseExact(written, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) && month.Year is >= YearMin and <= YearMax;

    public static string Moved(string month, int by) => First(month).AddMonths(by).ToString(Form, CultureInfo.InvariantCulture);

    public static string InWords(string month) => First(month).ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>So many months up to one, oldest first; those of which nothing was counted as zeros.</summary>
    public static IReadOnlyList<LabourMonth> Filled(IEnumerable<LabourMonth> known, string last, int count)
    {
        var found = known.ToDictionary(m => m.Month, StringComparer.Ordinal);
        return [.. Enumerable.Range(1 - count, count).Select(by => Moved(last, by)).Select(month => found.GetValueOrDefault(month) ?? new LabourMonth { Month = month })];
    }

    /// <summary>Minutes as 6 h 28 min.</summary>
    public static string Time(long minutes) => minutes < 60 ? $"{minutes} min" : $"{minutes / 60:N0} h{(minutes % 60 == 0 ? "" : $" {minutes % 60} min")}";

    /// <summary>How long something took: 40 s, 12 min, 41 h 40 min.</summary>
    public static string Took(long? seconds) => seconds switch { null => "–", < 60 => $"{seconds} s", { } whole => Time(whole / 60) };

    private static DateOnly First(string month) => DateOnly.ParseExact(month, Form, CultureInfo.InvariantCulture);
}
