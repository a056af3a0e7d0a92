using System.Globalization;
using Interop.Protocol.PeopleApi;

namespace Interop.Web.Pages.Reports;

/// <summary>Months as reports name them (yyyy-MM), and in words.</summary>
internal static class Months
{
    private const string Form = "yyyy-MM";

    public static string Of(DateTimeOffset at) => at.ToString(Form, CultureInfo.InvariantCulture);

    public static bool IsMonth(string? written) => DateOnly.TryParseExact(written, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

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

    private static DateOnly First(string month) => DateOnly.ParseExact(month, Form, CultureInfo.InvariantCulture);
}
