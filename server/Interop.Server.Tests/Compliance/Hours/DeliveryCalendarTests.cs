using Interop.Protocol.AdminApi;
using Xunit;
using static Interop.Server.Tests.Compliance.Hours.Calendars;

namespace Interop.Server.Tests.Compliance.Hours;

public sealed class DeliveryCalendarTests
{
    [Theory]
    [InlineData("2026-01-12T08:59:59Z", false)]
    [InlineData("2026-01-12T09:00:00Z", true)]
    [InlineData("2026-01-12T17:59:59Z", true)]
    [InlineData("2026-01-12T18:00:00Z", false)]
    [InlineData("2026-01-17T12:00:00Z", false)] // Saturday
    public void IsOpen_IsHalfOpen_OnWorkingDays(string at, bool open) =>
        Assert.Equal(open, Of("Europe/Lisbon", [new(Weekdays, "09:00", "18:00")]).IsOpen(At(at)));

    [Theory]
    [InlineData("2026-01-12T10:00Z", "2026-01-12T10:00Z")] // open: now
    [InlineData("2026-01-12T18:00Z", "2026-01-13T09:00Z")]
    [InlineData("2026-01-16T18:00Z", "2026-01-19T09:00Z")] // over the weekend
    [InlineData("2026-01-13T03:00Z", "2026-01-13T09:00Z")]
    public void NextOpening_IsTheFirstOpenMoment_AtOrAfter(string at, string opens) =>
        Assert.Equal(At(opens), Of("Europe/Lisbon", [new(Weekdays, "09:00", "18:00")]).NextOpening(At(at)));

    [Fact]
    public void Hours_ToTheSecond() =>
        Assert.Equal(At("2026-01-12T09:00:30Z"), Daily("Etc/UTC", "09:00:30", "09:00:45").NextOpening(At("2026-01-11T09:00:45Z")));

    [Theory]
    [InlineData("2026-01-16T22:00Z", true)]  // Friday night
    [InlineData("2026-01-17T05:59Z", true)]  // belongs to Friday
    [InlineData("2026-01-17T06:00Z", false)]
    [InlineData("2026-01-17T22:00Z", false)] // Saturday has none
    public void PastMidnight_BelongsToTheDayItStartsOn(string at, bool open) =>
        Assert.Equal(open, Of("Etc/UTC", [new(["fri"], "22:00", "06:00")]).IsOpen(At(at)));

    [Theory]
    [InlineData("24:00")]
    [InlineData("24:00:00")]
    [InlineData("00:00")]
    public void EndOfDay_IsTheFirstMomentOfTheNext(string to)
    {
        var calendar = Of("Etc/UTC", [new(["fri"], "20:00", to)]);
        Assert.True(calendar.IsOpen(At("2026-01-16T23:59:59Z")));
        Assert.False(calendar.IsOpen(At("2026-01-17T00:00:00Z")));
    }

    [Fact]
    public void SameOpeningAndClosing_IsTwentyFourHours()
    {
        var calendar = Of("Etc/UTC", [new(["fri"], "08:00", "08:00")]);
        Assert.True(calendar.IsOpen(At("2026-01-17T07:59:59Z")));
        Assert.False(calendar.IsOpen(At("2026-01-17T08:00:00Z")));
    }

    [Fact]
    public void OverlappingHours_AreOne()
    {
        var calendar = Of("Etc/UTC", [new(["mon"], "09:00", "12:00"), new(["mon"], "10:00", "11:00"), new(["mon"], "11:30", "15:00"), new(["mon"], "15:00", "16:00")]);
        for (var at = At("2026-01-12T09:00Z"); at < At("2026-01-12T16:00Z"); at += NodaTime.Duration.FromMinutes(1))
            Assert.True(calendar.IsOpen(at), at.ToString());
        Assert.False(calendar.IsOpen(At("2026-01-12T16:00Z")));
        Assert.Equal(At("2026-01-19T09:00Z"), calendar.NextOpening(At("2026-01-12T16:00Z")));
    }

    [Fact]
    public void NoHours_IsNeverOpen()
    {
        var calendar = Of("Europe/Lisbon", []);
        Assert.False(calendar.IsOpen(At("2026-01-12T10:00Z")));
        Assert.Null(calendar.NextOpening(At("2026-01-12T10:00Z")));
    }

    [Fact]
    public void AllDayEveryDay_IsAlwaysOpen()
    {
        var calendar = Daily("Africa/Casablanca", "00:00", "24:00");
        for (var at = At("2026-01-01T00:00Z"); at < At("2027-01-01T00:00Z"); at += NodaTime.Duration.FromMinutes(17))
            Assert.True(calendar.IsOpen(at), at.ToString());
    }

    [Theory]
    [InlineData("2026-12-23T23:30Z", true)]  // the evening before
    [InlineData("2026-12-24T00:00Z", false)] // cut at midnight
    [InlineData("2026-12-24T23:00Z", false)] // the holiday's own night falls away
    [InlineData("2026-12-25T01:00Z", false)] // with its tail
    [InlineData("2026-12-25T22:00Z", true)]
    public void Holiday_ClosesTheWholeLocalDay(string at, bool open) =>
        Assert.Equal(open, Daily("Etc/UTC", "22:00", "06:00", "2026-12-24").IsOpen(At(at)));

    [Fact]
    public void Holiday_IsALocalDay()
    {
        var calendar = Daily("Asia/Kolkata", "00:00", "24:00", "2026-01-26");
        Assert.True(calendar.IsOpen(At("2026-01-25T18:29:59Z")));
        Assert.False(calendar.IsOpen(At("2026-01-25T18:30:00Z")));
        Assert.Equal(At("2026-01-26T18:30Z"), calendar.NextOpening(At("2026-01-25T18:30Z")));
    }

    [Fact]
    public void NextOpening_IsNull_WhenHolidaysFillTheLookAhead()
    {
        var first = new NodaTime.LocalDate(2026, 1, 1);
        var holidays = Enumerable.Range(0, 400).Select(d => NodaTime.Text.LocalDatePattern.Iso.Format(first.PlusDays(d))).ToArray();
        var calendar = Daily("Etc/UTC", "00:00", "24:00", holidays);
        Assert.Equal(At("2027-02-05T00:00Z"), calendar.NextOpening(At("2026-01-01T00:00Z"))); // exactly 400 days
        calendar = Daily("Etc/UTC", "00:01", "24:00", holidays);
        Assert.Null(calendar.NextOpening(At("2026-01-01T00:00Z")));
        Assert.False(calendar.IsOpen(At("2026-06-01T00:00Z")));
        Assert.Equal(At("2027-02-05T00:01Z"), calendar.NextOpening(At("2026-01-01T00:01Z"))); // comes into sight
        Assert.True(calendar.IsOpen(At("2027-02-05T00:01Z")));
    }

    [Fact]
    public void Answers_DoNotDependOnTheOrderOfQuestions()
    {
        var calendar = Of("Europe/Lisbon", [new(Weekdays, "09:00", "18:00")], "2026-03-30");
        var moments = Enumerable.Range(0, 400).Select(n => At("2026-03-20T00:00Z") + NodaTime.Duration.FromMinutes(97 * n)).ToArray();
        var inOrder = moments.Select(m => (calendar.IsOpen(m), calendar.NextOpening(m))).ToArray();
        var backwards = moments.Reverse().Select(m => (calendar.IsOpen(m), calendar.NextOpening(m))).Reverse().ToArray();
        Assert.Equal(inOrder, backwards);
    }

    [Fact]
    public async Task ManyThreads_GetTheSameAnswers()
    {
        var weekly = new WeeklyHours[] { new(Weekdays, "09:00", "18:00"), new(["sat"], "22:00", "03:00") };
        var moments = Enumerable.Range(0, 20_000).Select(n => At("2026-03-01T00:00Z") + NodaTime.Duration.FromMinutes((n * 7919L) % 500_000)).ToArray();
        var expected = moments.Select(m => Of("Europe/Lisbon", weekly).IsOpen(m)).ToArray();
        var shared = Of("Europe/Lisbon", weekly);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Assert.Equal(expected, moments.Select(shared.IsOpen).ToArray()))));
    }
}
