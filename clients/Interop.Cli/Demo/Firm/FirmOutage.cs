namespace Interop.Cli.Demo.Firm;

/// <summary>Hours in which a bridge is there and has nothing from its network.</summary>
/// <param name="Network">Of the bridge.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when.</param>
internal sealed record FirmOutage(string Network, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Those of the month that begins then; on working days, when people miss it.</summary>
    public static FirmOutage[] Plan(DateTimeOffset begin) =>
    [
        At(begin, "whatsapp", day: 8, hour: 8.25, hours: 3.5),
        At(begin, "wechat", day: 16, hour: 4, hours: 6),
        At(begin, "slack", day: 22, hour: 13, hours: 2.25),
    ];

    private static FirmOutage At(DateTimeOffset begin, string network, int day, double hour, double hours)
    {
        var date = begin.AddDays(day);
        while (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            date = date.AddDays(1);
        return new FirmOutage(network, date.AddHours(hour), date.AddHours(hour + hours));
    }
}
