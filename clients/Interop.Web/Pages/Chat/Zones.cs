using System.Globalization;

namespace Interop.Web.Pages.Chat;

/// <summary>Zones in which somebody else may live, and times in them. Where a colleague lives is not told by the server: who writes chooses.</summary>
internal static class Zones
{
    private static readonly string[] Names =
    [
        "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Sao_Paulo", "Europe/Lisbon", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Athens",
        "Africa/Lagos", "Africa/Johannesburg", "Asia/Jerusalem", "Asia/Riyadh", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Seoul",
        "Australia/Sydney", "Pacific/Auckland", "Etc/UTC",
    ];

    /// <summary>From west to east, those that this machine's tables have.</summary>
    public static IReadOnlyList<TimeZoneInfo> All { get; } = [.. Names.Select(n => TimeZoneInfo.TryFindSystemTimeZoneById(n, out var zone) ? zone : null).OfType<TimeZoneInfo>()];

    public static string NameOf(TimeZoneInfo zone) => zone.Id == "Etc/UTC" ? "UTC" : zone.Id[(zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' ');

    public static string InWords(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A time as a field gives it; null when it is none, or none of that zone. One that comes twice is the first.</summary>
    public static DateTimeOffset? TryRead(string local, TimeZoneInfo zone) =>
        DateTime.TryParseExact(local, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) && !zone.IsInvalidTime(read) ? At(read, zone) : null;

    /// <summary>One that the zone skips is as long after the gap as it was meant after its beginning.</summary>
    public static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        var there = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return new DateTimeOffset(there, zone.IsAmbiguousTime(there) ? zone.GetAmbiguousTimeOffsets(there).Max() : zone.GetUtcOffset(there));
    }
}
