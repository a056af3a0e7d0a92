using System.Text.Json.Serialization;

namespace Interop.Protocol.AdminApi;

/// <summary>A person's delivery hours (spec 10). Absent means: always open.</summary>
public sealed record DeliveryHours
{
    /// <summary>IANA time zone, such as Europe/Lisbon.</summary>
    public required string Zone { get; init; }

    /// <summary>Open hours per weekday; none means always closed.</summary>
    public required WeeklyHours[] Weekly { get; init; }

    /// <summary>Closed all day, yyyy-MM-dd in the person's zone.</summary>
    [JsonRequired]
    public string[] Holidays { get; init; } = [];

    /// <summary>Names of calendars of public holidays, whose days close too (spec 10.9).</summary>
    public string[]? HolidayCalendars { get; init; }
}
