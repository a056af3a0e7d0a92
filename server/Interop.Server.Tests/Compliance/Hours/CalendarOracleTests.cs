using Interop.Protocol.AdminApi;
using Interop.Server.Compliance.Hours;
using NodaTime;
using Xunit;

namespace Interop.Server.Tests.Compliance.Hours;

/// <summary>Random calendars against <see cref="MinuteOracle"/>, at every minute of a year.</summary>
public sealed class CalendarOracleTests
{
    private static readonly string[] Zones =
    [
        "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "Pacific/Apia",
        "America/Havana", "America/Santiago", "Antarctica/Troll", "Asia/Tehran", "Pacific/Chatham", "Africa/El_Aaiun", "Etc/UTC",
    ];

    [Theory]
    [InlineData("Europe/Lisbon", 2026)]
    [InlineData("America/New_York", 2025)]
    [InlineData("Australia/Lord_Howe", 2026)]
    [InlineData("Africa/Casablanca", 2025)]
    [InlineData("Asia/Kolkata", 2026)]
    [InlineData("Pacific/Apia", 2011)]      // skipped 30 December
    [InlineData("America/Havana", 2024)]    // changes at midnight
    [InlineData("America/St_Johns", 2008)]  // changed at one minute past midnight, back into the day before
    [InlineData("Pacific/Kwajalein", 1993)] // skipped 21 August
    [InlineData("America/Caracas", 2007)]   // half an hour back, for good
    public void Calendar_AgreesWithTheWallClock_AtEveryMinute(string zone, int year)
    {
        for (var seed = 1UL; seed <= 3; seed++)
            Compare(zone, year, seed);
    }

    [Fact]
    public void Calendar_AgreesWithTheWallClock_InRandomZonesAndYears()
    {
        var dice = new Dice(20261122);
        for (var n = 0; n < 12; n++)
            Compare(dice.Pick(Zones), 1995 + dice.Roll(40), (ulong)dice.Roll(int.MaxValue));
    }

    private static void Compare(string zone, int year, ulong seed)
    {
        var hours = RandomHours(zone, year, new Dice(seed));
        Assert.True(DeliveryCalendar.TryCreate(hours, out var calendar, out var error), error);
        Assert.True(DeliveryCalendar.TryCreate(hours, out var other, out error), error);
        var oracle = new MinuteOracle(hours, year);
        var dice = new Dice(seed + 1);
        for (var m = oracle.From; m < oracle.To; m++)
        {
            var at = oracle.Start + Duration.FromMinutes(m);
            if (calendar.IsOpen(at) != oracle.IsOpen(m))
                Assert.Fail($"{zone} {year} seed {seed}: at {at} the calendar says {calendar.IsOpen(at)}");
            if (dice.Roll(200) == 0 && oracle.NextOpening(m) is var next and >= 0 && other.NextOpening(at) != oracle.Start + Duration.FromMinutes(next))
                Assert.Fail($"{zone} {year} seed {seed}: next opening after {at} is {other.NextOpening(at)}, not {oracle.Start + Duration.FromMinutes(next)}");
        }
    }

    /// <summary>Up to six entries, half of them in the small hours where clocks change, and holidays in pairs.</summary>
    private static DeliveryHours RandomHours(string zone, int year, Dice dice)
    {
        var weekly = Enumerable.Range(0, 1 + dice.Roll(6)).Select(_ =>
        {
            var days = Calendars.EveryDay.Where(_ => dice.Roll(2) == 0).DefaultIfEmpty("sun").ToArray();
            var from = dice.Roll(2) == 0 ? dice.Roll(4 * 60) : dice.Roll(24 * 60);
            var to = dice.Roll(6) switch { 0 => 24 * 60, 1 => from, 2 => dice.Roll(4 * 60), _ => dice.Roll(24 * 60) };
            return new WeeklyHours(days, Text(from), Text(to));
        }).ToArray();
        var january = new LocalDate(year, 1, 1);
        var holidays = Enumerable.Range(0, dice.Roll(20)).Select(_ => january.PlusDays(dice.Roll(365))).SelectMany(d => new[] { d, d.PlusDays(dice.Roll(2)) });
        return new DeliveryHours { Zone = zone, Weekly = weekly, Holidays = [.. holidays.Select(NodaTime.Text.LocalDatePattern.Iso.Format)] };
    }

    private static string Text(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";
}
