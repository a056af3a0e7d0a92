using Xunit;
using static Interop.Server.Tests.Compliance.Hours.Calendars;

namespace Interop.Server.Tests.Compliance.Hours;

/// <summary>Clock changes in both directions. Each row: hours every day, and the moments at which they open and close around the change.</summary>
public sealed class DaylightSavingTests
{
    [Theory]
    // Lisbon: 2026-03-29 01:00 → 02:00 at 01:00Z; 2026-10-25 02:00 → 01:00 at 01:00Z.
    [InlineData("Europe/Lisbon", "01:30", "03:00", "2026-03-29T01:00Z", "2026-03-29T02:00Z")] // opens in the gap
    [InlineData("Europe/Lisbon", "00:30", "01:30", "2026-03-29T00:30Z", "2026-03-29T01:00Z")] // closes in the gap
    [InlineData("Europe/Lisbon", "02:00", "03:00", "2026-03-29T01:00Z", "2026-03-29T02:00Z")] // opens as the gap ends
    [InlineData("Europe/Lisbon", "00:00", "01:00", "2026-03-29T00:00Z", "2026-03-29T01:00Z")] // closes as the gap begins
    [InlineData("Europe/Lisbon", "09:00", "18:00", "2026-03-29T08:00Z", "2026-03-29T17:00Z")]
    [InlineData("Europe/Lisbon", "01:30", "03:00", "2026-10-25T00:30Z", "2026-10-25T03:00Z")] // opens at the first 01:30
    [InlineData("Europe/Lisbon", "00:30", "01:30", "2026-10-24T23:30Z", "2026-10-25T01:30Z")] // closes at the second 01:30
    [InlineData("Europe/Lisbon", "01:10", "01:20", "2026-10-25T00:10Z", "2026-10-25T01:20Z")] // both: open throughout
    [InlineData("Europe/Lisbon", "09:00", "18:00", "2026-10-25T09:00Z", "2026-10-25T18:00Z")]
    [InlineData("Europe/Lisbon", "22:00", "01:30", "2026-10-24T21:00Z", "2026-10-25T01:30Z")] // past midnight into the change
    // New York: 2026-03-08 02:00 → 03:00 at 07:00Z; 2026-11-01 02:00 → 01:00 at 06:00Z.
    [InlineData("America/New_York", "02:30", "05:00", "2026-03-08T07:00Z", "2026-03-08T09:00Z")]
    [InlineData("America/New_York", "01:00", "02:30", "2026-03-08T06:00Z", "2026-03-08T07:00Z")]
    [InlineData("America/New_York", "22:00", "04:00", "2026-03-08T03:00Z", "2026-03-08T08:00Z")]
    [InlineData("America/New_York", "01:30", "05:00", "2026-11-01T05:30Z", "2026-11-01T10:00Z")]
    [InlineData("America/New_York", "00:00", "01:30", "2026-11-01T04:00Z", "2026-11-01T06:30Z")]
    [InlineData("America/New_York", "22:00", "01:30", "2026-11-01T02:00Z", "2026-11-01T06:30Z")]
    // Lord Howe, half an hour: 2026-04-05 02:00 → 01:30 at 2026-04-04T15:00Z; 2026-10-04 02:00 → 02:30 at 2026-10-03T15:30Z.
    [InlineData("Australia/Lord_Howe", "02:15", "03:00", "2026-10-03T15:30Z", "2026-10-03T16:00Z")]
    [InlineData("Australia/Lord_Howe", "01:00", "02:15", "2026-10-03T14:30Z", "2026-10-03T15:30Z")]
    [InlineData("Australia/Lord_Howe", "01:45", "03:00", "2026-04-04T14:45Z", "2026-04-04T16:30Z")]
    [InlineData("Australia/Lord_Howe", "01:00", "01:45", "2026-04-04T14:00Z", "2026-04-04T15:15Z")]
    [InlineData("Australia/Lord_Howe", "09:00", "17:00", "2026-04-04T22:30Z", "2026-04-05T06:30Z")]
    [InlineData("Australia/Lord_Howe", "09:00", "17:00", "2026-10-03T22:00Z", "2026-10-04T06:00Z")]
    // Casablanca, back for Ramadan: 2025-02-23 03:00 → 02:00 at 02:00Z; 2025-04-06 02:00 → 03:00 at 02:00Z.
    [InlineData("Africa/Casablanca", "02:30", "04:00", "2025-02-23T01:30Z", "2025-02-23T04:00Z")]
    [InlineData("Africa/Casablanca", "01:00", "02:30", "2025-02-23T00:00Z", "2025-02-23T02:30Z")]
    [InlineData("Africa/Casablanca", "02:30", "04:00", "2025-04-06T02:00Z", "2025-04-06T03:00Z")]
    [InlineData("Africa/Casablanca", "01:00", "02:30", "2025-04-06T01:00Z", "2025-04-06T02:00Z")]
    // Kolkata never changes.
    [InlineData("Asia/Kolkata", "09:30", "18:30", "2026-03-29T04:00Z", "2026-03-29T13:00Z")]
    [InlineData("Asia/Kolkata", "00:00", "05:30", "2026-10-24T18:30Z", "2026-10-25T00:00Z")]
    // Apia went over the date line: 2011-12-29 24:00 → 2011-12-31 00:00 at 2011-12-30T10:00Z.
    [InlineData("Pacific/Apia", "09:00", "17:00", "2011-12-29T19:00Z", "2011-12-30T03:00Z")] // Thursday 29th
    [InlineData("Pacific/Apia", "09:00", "17:00", "2011-12-30T19:00Z", "2011-12-31T03:00Z")] // Saturday 31st
    [InlineData("Pacific/Apia", "22:00", "24:00", "2011-12-30T08:00Z", "2011-12-30T10:00Z")]
    // Havana changes at midnight: 2024-03-10 00:00 → 01:00 at 05:00Z; 2024-11-03 01:00 → 00:00 at 05:00Z.
    [InlineData("America/Havana", "00:00", "08:00", "2024-03-10T05:00Z", "2024-03-10T12:00Z")]
    [InlineData("America/Havana", "20:00", "24:00", "2024-03-10T01:00Z", "2024-03-10T05:00Z")]
    [InlineData("America/Havana", "00:00", "08:00", "2024-11-03T04:00Z", "2024-11-03T13:00Z")]
    [InlineData("America/Havana", "20:00", "24:00", "2024-11-03T00:00Z", "2024-11-03T04:00Z")] // the day ends at the first midnight
    [InlineData("America/Havana", "20:00", "00:30", "2024-11-03T00:00Z", "2024-11-03T05:30Z")]
    public void OpensAndCloses_WhenClocksChange(string zone, string from, string to, string opens, string closes)
    {
        var (first, end) = (At(opens), At(closes));
        var calendar = Daily(zone, from, to);
        Assert.False(calendar.IsOpen(first - NodaTime.Duration.FromSeconds(1)));
        Assert.Equal(first, calendar.NextOpening(first - NodaTime.Duration.FromSeconds(1)));
        Assert.True(calendar.IsOpen(first));
        Assert.True(calendar.IsOpen(end - NodaTime.Duration.FromSeconds(1)));
        Assert.False(calendar.IsOpen(end));
        for (var at = first; at < end; at += NodaTime.Duration.FromMinutes(1))
            Assert.True(calendar.IsOpen(at), at.ToString());
    }

    [Fact]
    public void HoursInsideAGap_DoNotHappenThatDay()
    {
        var calendar = Daily("Europe/Lisbon", "01:10", "01:50");
        Assert.Equal(At("2026-03-30T00:10Z"), calendar.NextOpening(At("2026-03-28T01:50Z")));
    }

    [Fact]
    public void Apia_ADayThatNeverWas_HasNoHours()
    {
        // Open on Fridays only: the last one of 2011 was skipped.
        var calendar = Of("Pacific/Apia", [new(["fri"], "09:00", "17:00")]);
        Assert.Equal(At("2012-01-05T19:00Z"), calendar.NextOpening(At("2011-12-24T03:00Z")));
    }

    [Fact]
    public void Apia_HoursPastTheSkippedMidnight_EndAtTheDateLine()
    {
        var calendar = Of("Pacific/Apia", [new(["thu"], "22:00", "06:00")]);
        Assert.True(calendar.IsOpen(At("2011-12-30T09:59Z")));
        Assert.False(calendar.IsOpen(At("2011-12-30T10:00Z")));
    }

    [Fact]
    public void Apia_AHolidayOnTheSkippedDay_ClosesNothing()
    {
        var calendar = Daily("Pacific/Apia", "00:00", "24:00", "2011-12-30");
        for (var at = At("2011-12-29T00:00Z"); at < At("2012-01-02T00:00Z"); at += NodaTime.Duration.FromMinutes(1))
            Assert.True(calendar.IsOpen(at), at.ToString());
    }

    [Theory]
    [InlineData("Europe/Lisbon", "2026-03-29", "2026-03-29T00:00Z", "2026-03-29T23:00Z")]   // 23 hours
    [InlineData("Europe/Lisbon", "2026-10-25", "2026-10-24T23:00Z", "2026-10-26T00:00Z")]   // 25 hours
    [InlineData("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00Z", "2026-04-05T13:30Z")]
    [InlineData("America/Havana", "2024-03-10", "2024-03-10T05:00Z", "2024-03-11T04:00Z")]  // midnight does not exist
    [InlineData("America/Havana", "2024-11-03", "2024-11-03T04:00Z", "2024-11-04T05:00Z")]  // midnight comes twice
    public void Holiday_LastsAsLongAsItsDay_WhenClocksChange(string zone, string date, string closes, string opens)
    {
        var calendar = Daily(zone, "00:00", "24:00", date);
        Assert.True(calendar.IsOpen(At(closes) - NodaTime.Duration.FromSeconds(1)));
        Assert.False(calendar.IsOpen(At(closes)));
        Assert.Equal(At(opens), calendar.NextOpening(At(closes)));
    }
}
