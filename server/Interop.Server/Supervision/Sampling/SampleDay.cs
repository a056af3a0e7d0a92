using System.Globalization;
using Interop.Protocol.Time;

namespace Interop.Server.Supervision.Sampling;

/// <summary>Days of samples, in UTC.</summary>
internal static class SampleDay
{
    private const string Form = "yyyy-MM-dd";

    public static string Of(DateTimeOffset at, int ahead = 0) => at.UtcDateTime.AddDays(ahead).ToString(Form, CultureInfo.InvariantCulture);

    public static DateTimeOffset Begins(string day) => WireTime.Parse($"{day}T00:00:00.000Z");

    public static bool IsDay(string? text) => DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
