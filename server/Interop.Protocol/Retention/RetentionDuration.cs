using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Interop.Protocol.Retention;

/// <summary>An ISO 8601 duration of years, months and days, such as P3Y (spec 9.4).</summary>
/// <param name="Months">Years count as twelve.</param>
/// <param name="Days">Added after the months.</param>
[StructLayout(LayoutKind.Auto)]
public readonly partial record struct RetentionDuration(int Months, int Days)
{
    private const int YearsMax = 1000;

    /// <summary>Reads it; false when it is none, or longer than a thousand years.</summary>
    public static bool TryParse(string? text, out RetentionDuration duration)
    {
        duration = default;
        if (text is null || Form().Match(text) is not { Success: true } parts || text.Length < 3)
            return false;
        var (years, months, days) = (Part(parts, "y"), Part(parts, "m"), Part(parts, "d"));
        if (years > YearsMax || months > YearsMax * 12 || days > YearsMax * 366)
            return false;
        duration = new RetentionDuration((12 * years) + months, days);
        return true;
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static RetentionDuration Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new FormatException($"'{text}' is not a duration such as P3Y, P6M or P90D.");

    /// <summary>In the calendar of UTC: months first, then days; a day that a month does not have becomes the last of that month.</summary>
    public DateTimeOffset After(DateTimeOffset start) => start.ToUniversalTime().AddMonths(Months).AddDays(Days);

    private static int Part(Match parts, string name) => parts.Groups[name].Success ? int.Parse(parts.Groups[name].ValueSpan) : 0;

    [GeneratedRegex(@"^P((?<y>[0-9]{1,4})Y)?((?<m>[0-9]{1,5})M)?((?<d>[0-9]{1,6})D)?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
