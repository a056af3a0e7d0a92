using Interop.Protocol.AdminApi;
using Interop.Server.Compliance.Hours;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace Interop.Server.Tests.Compliance.Hours;

/// <summary>Short ways to write calendars and moments in tests.</summary>
internal static class Calendars
{
    public static readonly string[] EveryDay = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    public static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri"];

    public static DeliveryCalendar Of(string zone, WeeklyHours[] weekly, params string[] holidays)
    {
        Assert.True(DeliveryCalendar.TryCreate(new DeliveryHours { Zone = zone, Weekly = weekly, Holidays = holidays }, out var calendar, out var error), error);
        return calendar;
    }

    /// <summary>Every day the same hours.</summary>
    public static DeliveryCalendar Daily(string zone, string from, string to, params string[] holidays) => Of(zone, [new(EveryDay, from, to)], holidays);

    /// <summary>A moment such as 2026-03-29T01:00Z or with seconds.</summary>
    public static Instant At(string text) => OffsetDateTimePattern.ExtendedIso.Parse(text.Length == 17 ? text.Replace("Z", ":00Z", StringComparison.Ordinal) : text).Value.ToInstant();
}
