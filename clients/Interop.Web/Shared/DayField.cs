using System.Globalization;

namespace Interop.Web.Shared;

/// <summary>A day as a date field gives it, and as the server takes it.</summary>
internal static class DayField
{
    /// <summary>Its beginning in UTC, RFC 3339; null of an empty field.</summary>
    public static string? Begin(DateOnly? day) => InWords(day) is { } written ? $"{written}T00:00:00.000Z" : null;

    /// <summary>yyyy-MM-dd; null of an empty field.</summary>
    public static string? InWords(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>27 Oct of this year, 27 Oct 2025 of another; what is no day as it stands.</summary>
    public static string Short(string written, int thisYear) => Read(written) is { } day ? day.ToString(day.Year == thisYear ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture) : written;

    public static DateOnly? Read(string? written) => DateOnly.TryParseExact(written, "yyyy-MM-dd", out var day) ? day : null;
}
