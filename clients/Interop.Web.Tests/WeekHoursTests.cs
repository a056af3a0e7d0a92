using Interop.Protocol.AdminApi;
using Interop.Web.Pages.People;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>What is drawn over a week is what is written, to the second and past midnight.</summary>
public sealed class WeekHoursTests
{
    private const int Hour = 3_600;

    [Fact]
    public void WhatWasRead_IsWrittenAgain()
    {
        WeeklyHours[] hours = [new(["mon", "tue", "wed", "thu", "fri"], "09:00", "12:30"), new(["mon", "fri"], "13:15:30", "18:00"), new(["fri"], "22:00", "02:00"), new(["sat"], "00:00", "24:00")];
        Assert.Equal(Words(hours), Words(WeekHours.Of(hours).Written()));
    }

    [Fact]
    public void Drawing_JoinsAndCuts()
    {
        var week = WeekHours.Of([]);
        week.Set(0, 9 * Hour, 12 * Hour, isOpen: true);
        week.Set(0, 12 * Hour, 18 * Hour, isOpen: true);
        week.Set(1, 9 * Hour, 18 * Hour, isOpen: true);
        Assert.Equal(["mon tue 09:00-18:00"], Words(week.Written()));
        week.Set(0, 12 * Hour, 13 * Hour, isOpen: false);
        Assert.Equal(["mon 09:00-12:00", "mon 13:00-18:00", "tue 09:00-18:00"], Words(week.Written()));
        Assert.Equal((1, 0, 0.5), (week.Share(0, 9 * Hour, 10 * Hour), week.Share(0, 12 * Hour, 13 * Hour), week.Share(0, 17 * Hour, 19 * Hour)));
    }

    [Fact]
    public void ANight_IsCutOnEitherSideOfMidnight()
    {
        var week = WeekHours.Of([new(["sun"], "22:00", "04:00")]);
        Assert.Equal((1, 1, 0), (week.Share(6, 23 * Hour, 24 * Hour), week.Share(0, 0, Hour), week.Share(0, 4 * Hour, 5 * Hour)));
        week.Set(0, Hour, 2 * Hour, isOpen: false);
        Assert.Equal(["mon 02:00-04:00", "sun 22:00-01:00"], Words(week.Written()));
        week.Set(6, 23 * Hour, 24 * Hour, isOpen: false);
        Assert.Equal(["mon 00:00-01:00", "mon 02:00-04:00", "sun 22:00-23:00"], Words(week.Written()));
    }

    private static string[] Words(IEnumerable<WeeklyHours> hours) => [.. hours.Select(h => $"{string.Join(' ', h.Days)} {h.From}-{h.To}").Order(StringComparer.Ordinal)];
}
