using System.Globalization;
using Interop.Web.Pages.Reports;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>Months of reports: each is one of the zone of the person whom it is about.</summary>
public sealed class MonthsTests
{
    [Theory]
    [InlineData("2026-11-30T09:59:59Z", "2026-11")]
    [InlineData("2026-11-30T10:00:00Z", "2026-12")]
    [InlineData("2026-12-31T20:00:00Z", "2027-01")]
    public void LatestMonth_HasBegunSomewhere(string now, string month) => Assert.Equal(month, Months.Latest(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0L, "0 s")]
    [InlineData(59L, "59 s")]
    [InlineData(60L, "1 min")]
    [InlineData(150_000L, "41 h 40 min")]
    public void ATime_IsSaidAsPeopleSayIt(long? seconds, string words) => Assert.Equal(words, Months.Took(seconds));

    [Theory]
    [InlineData("2026-11", true)]
    [InlineData("0001-01", false)]
    [InlineData("9999-12", false)]
    [InlineData("2026-13", false)]
    [InlineData("2026-1", false)]
    public void MonthsAroundOne_AreMonthsToo(string written, bool isMonth)
    {
        Assert.Equal(isMonth, Months.IsMonth(written));
        if (isMonth)
            Assert.Equal(("2026-10", "2026-12"), (Months.Moved(written, -1), Months.Moved(written, 1)));
    }
}
