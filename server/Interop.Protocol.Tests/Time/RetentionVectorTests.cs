using System.Text.Json;
using Interop.Protocol.Retention;
using Interop.Protocol.Time;
using Xunit;

namespace Interop.Protocol.Tests.Time;

/// <summary>The vectors of retention are what the rules of spec 09 say; they were computed by another program.</summary>
public sealed class RetentionVectorTests
{
    public static TheoryData<string> Cases => [.. Vectors.Cases("retention").Select(c => c.Text("why"))];

    [Theory, MemberData(nameof(Cases))]
    public void Case_IsDecidedAsItSays(string why)
    {
        var item = Vectors.Cases("retention").Single(c => c.Text("why") == why);
        var term = Term(item);
        var verdict = term.Decide(WireTime.Parse(item.Text("now")), item.GetProperty("holds").GetInt32() > 0, item.GetProperty("erasure").GetBoolean());

        Assert.Equal(item.GetProperty("minimum").GetString(), term.Minimum is not { } minimum ? null : minimum == RetentionTerm.Never ? "never" : WireTime.Format(minimum));
        Assert.Equal(item.GetProperty("maximum").GetString(), term.Maximum is { } maximum ? WireTime.Format(maximum) : null);
        Assert.Equal((item.Text("verdict"), item.Text("reason")), (verdict.Ends ? "end" : "keep", verdict.Reason));
    }

    [Theory]
    [InlineData("P3Y", true)]
    [InlineData("P1Y6M10D", true)]
    [InlineData("P", false)]
    [InlineData("P1W", false)]
    [InlineData("P1D1Y", false)]
    [InlineData("PT1H", false)]
    [InlineData("P1001Y", false)]
    [InlineData("-P1Y", false)]
    [InlineData("P-1Y", false)]
    [InlineData("p1y", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Durations_AreReadStrictly(string? text, bool isOne) => Assert.Equal(isOne, RetentionDuration.TryParse(text, out _));

    private static RetentionTerm Term(JsonElement item)
    {
        var term = new RetentionTerm().And(Asked(item, "minUntil"), Asked(item, "maxUntil"));
        foreach (var one in item.GetProperty("classes").EnumerateArray())
        {
            var start = one.Text("start") == "archived" ? item.Text("archivedAt") : one.TryGetProperty("occasion", out var occasion) ? occasion.GetString() : null;
            term = term.With(Duration(one, "minimum"), Duration(one, "maximum"), start is null ? null : WireTime.Parse(start));
        }
        return term;
    }

    private static DateTimeOffset? Asked(JsonElement item, string name) =>
        item.TryGetProperty("asked", out var asked) && asked.TryGetProperty(name, out var time) ? WireTime.Parse(time.GetString()!) : null;

    private static RetentionDuration? Duration(JsonElement one, string name) => one.TryGetProperty(name, out var duration) ? RetentionDuration.Parse(duration.GetString()!) : null;
}
