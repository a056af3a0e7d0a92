using System.Globalization;

namespace Interop.Protocol.Time;

/// <summary>Times on the wire (spec 03): RFC 3339, UTC as Z, exactly three digits of a second, no leap second: 2026-01-31T09:30:00.000Z.</summary>
public static class WireTime
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const int Length = 24;

    /// <summary>The wire form; fractions of a millisecond are cut off.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">Not in the one form.</exception>
    public static DateTimeOffset Parse(string text) =>
        TryParse(text, out var time) ? time : throw new FormatException($"'{text}' is not a time of the form 2026-01-31T09:30:00.000Z");

    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is { Length: Length }
            && DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
