using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Server.Compliance.Hours;
using Xunit;

namespace Interop.Server.Tests.Compliance.Hours;

public sealed class DeliveryHoursReaderTests
{
    [Theory]
    [InlineData("""{"zone":"Mars/Olympus","weekly":[]}""", "The time zone 'Mars/Olympus' is unknown; use an IANA name such as Europe/Lisbon.")]
    [InlineData("""{"zone":"","weekly":[]}""", "The time zone '' is unknown")]
    [InlineData("""{"zone":"europe/lisbon","weekly":[]}""", "The time zone 'europe/lisbon' is unknown")]
    [InlineData("""{"zone":"UTC+05","weekly":[]}""", "The time zone 'UTC+05' is unknown")]
    [InlineData("""{"zone":"a\u001b[31m\ud83d\ude00","weekly":[]}""", "The time zone 'a?[31m??' is unknown")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[null]}""", "An entry of the weekly hours is null.")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":[],"from":"09:00","to":"17:00"}]}""", "Each entry of the weekly hours names 1 to 7 days.")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":["mon","mon","mon","mon","mon","mon","mon","mon"],"from":"09:00","to":"17:00"}]}""", "names 1 to 7 days.")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":["Mon"],"from":"09:00","to":"17:00"}]}""", "The day 'Mon' is unknown; use mon, tue, wed, thu, fri, sat or sun.")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":[null],"from":"09:00","to":"17:00"}]}""", "The day null is unknown")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":["mon"],"from":"9:00","to":"17:00"}]}""", "The opening time '9:00' is not a time of day from 00:00 to 23:59:59.")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":["mon"],"from":"24:00","to":"17:00"}]}""", "The opening time '24:00'")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":["mon"],"from":"09:60","to":"17:00"}]}""", "The opening time '09:60'")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":["mon"],"from":"09:00 ","to":"17:00"}]}""", "The opening time '09:00 '")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":["mon"],"from":"-9:00","to":"17:00"}]}""", "The opening time '-9:00'")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":["mon"],"from":"09:00","to":"24:01"}]}""", "The closing time '24:01' is not a time of day from 00:00 to 24:00.")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":["mon"],"from":"09:00","to":"17:00:60"}]}""", "The closing time '17:00:60'")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[{"days":["mon"],"from":"٠٩:٠٠","to":"17:00"}]}""", "The opening time")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[],"holidays":["2026-02-29"]}""", "The holiday '2026-02-29' is not a date yyyy-MM-dd between the years 1970 and 9990.")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[],"holidays":["26-02-28"]}""", "The holiday '26-02-28'")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[],"holidays":["1969-12-31"]}""", "The holiday '1969-12-31'")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[],"holidays":["9999-12-31"]}""", "The holiday '9999-12-31'")]
    [InlineData("""{"zone":"Etc/UTC","weekly":[],"holidays":[null]}""", "The holiday null is not a date")]
    public void TryCreate_SaysWhatIsWrong(string json, string sentence)
    {
        // What a test does not speak of is there and empty: absent, it is refused before the hours are looked at.
        var whole = json.Contains("\"holidays\"", StringComparison.Ordinal) ? json : json[..^1] + ""","holidays":[]}""";
        var hours = JsonSerializer.Deserialize(whole, OcipJson.Default.DeliveryHours)!;
        Assert.False(DeliveryCalendar.TryCreate(hours, out var calendar, out var error));
        Assert.Null(calendar);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryCreate_RefusesTooMuch()
    {
        var many = Enumerable.Repeat(new WeeklyHours(["mon"], "09:00", "17:00"), DeliveryHoursLimits.WeeklyMax + 1).ToArray();
        Assert.False(DeliveryCalendar.TryCreate(new DeliveryHours { Zone = "Etc/UTC", Weekly = many }, out _, out var error));
        Assert.Equal("There are 65 entries of weekly hours; at most 64 are allowed.", error);

        var holidays = Enumerable.Repeat("2026-01-01", DeliveryHoursLimits.HolidaysMax + 1).ToArray();
        Assert.False(DeliveryCalendar.TryCreate(new DeliveryHours { Zone = "Etc/UTC", Weekly = [], Holidays = holidays }, out _, out error));
        Assert.Equal($"There are {holidays.Length} holidays; at most {DeliveryHoursLimits.HolidaysMax} are allowed.", error);
    }

    [Fact]
    public void TryCreate_ShortensWhatItQuotes()
    {
        Assert.False(DeliveryCalendar.TryCreate(new DeliveryHours { Zone = new string('x', 100_000), Weekly = [] }, out _, out var error));
        Assert.True(error.Length < 150, error);
    }
}
