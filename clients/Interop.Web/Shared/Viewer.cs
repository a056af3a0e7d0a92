using System.Globalization;

namespace Interop.Web.Shared;

/// <summary>Who looks: zone and language, as the browser says once the page is live. Times are written in UTC until then.</summary>
public sealed class Viewer(TimeProvider time)
{
    /// <summary>The zone is known now, or another.</summary>
    public event Action? Changed;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>BCP 47.</summary>
    public string Language { get; private set; } = "en";

    public DateTimeOffset Now => time.GetUtcNow();

    public void Set(string zone, string language)
    {
        Language = language;
        // A zone that this machine's tables do not know is shown as UTC, which the hover says.
        Zone = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
        Changed?.Invoke();
    }

    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    public string InWords(DateTimeOffset at, TimeForm form)
    {
        var (local, now) = (Local(at), Local(Now));
        return form switch
        {
            TimeForm.Clock => local.ToString("HH:mm", CultureInfo.InvariantCulture),
            TimeForm.Day => local.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture),
            TimeForm.Exact => local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            TimeForm.Ago => Ago(now - local) ?? Short(local, now),
            _ => Short(local, now),
        };
    }

    private static string Short(DateTimeOffset local, DateTimeOffset now)
    {
        if (local.Date == now.Date)
            return local.ToString("HH:mm", CultureInfo.InvariantCulture);
        if (local.Date == now.Date.AddDays(1))
            return local.ToString("'tomorrow' HH:mm", CultureInfo.InvariantCulture);
        if (local.Date == now.Date.AddDays(-1))
            return local.ToString("'yesterday' HH:mm", CultureInfo.InvariantCulture);
        return local.ToString(local.Year == now.Year ? "ddd d MMM HH:mm" : "d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
    }

    private static string? Ago(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => null,
        { TotalSeconds: < 60 } => "just now",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min ago",
        { TotalHours: < 24 } => $"{(int)span.TotalHours} h ago",
        _ => null,
    };
}
