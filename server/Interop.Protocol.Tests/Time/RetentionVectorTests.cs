using System.Text.Json;
using System.Text.RegularExpressions;
using Interop.Protocol.Time;
using Xunit;

namespace Interop.Protocol.Tests.Time;

/// <summary>The vectors of retention are what the rules of spec 09 say; they were computed by another program.</summary>
public sealed partial class RetentionVectorTests
{
    public static TheoryData<string> Cases => [.. Vectors.Cases("retention").Select(c => c.Text("why"))];

    [Theory, MemberData(nameof(Cases))]
    public void Case_IsDecidedAsItSays(string why)
    {
        var item = Vectors.Cases("retention").Single(c => c.Text("why") == why);
        var minimum = Latest(item);
        var maximum = Earliest(item);

        Assert.Equal(item.GetProperty("minimum").GetString(), minimum is null ? null : minimum == DateTimeOffset.MaxValue ? "never" : WireTime.Format(minimum.Value));
        Assert.Equal(item.GetProperty("maximum").GetString(), maximum is null ? null : WireTime.Format(maximum.Value));
        Assert.Equal((item.Text("verdict"), item.Text("reason")), Decide(item, minimum, maximum));
    }

    private static (string Verdict, string Reason) Decide(JsonElement item, DateTimeOffset? minimum, DateTimeOffset? maximum)
    {
        var now = WireTime.Parse(item.Text("now"));
        if (item.GetProperty("holds").GetInt32() > 0)
            return ("keep", "hold");
        if (now < minimum)
            return ("keep", "minimum");
        if (item.GetProperty("erasure").GetBoolean())
            return ("end", "erasure");
        return now >= maximum ? ("end", "maximum") : ("keep", "nothing");
    }

    private static DateTimeOffset? Latest(JsonElement item) =>
        Ends(item, "minimum").Select(end => end ?? DateTimeOffset.MaxValue).Concat(Asked(item, "minUntil")).Cast<DateTimeOffset?>().Max();

    private static DateTimeOffset? Earliest(JsonElement item) =>
        Ends(item, "maximum").Concat(Asked(item, "maxUntil").Cast<DateTimeOffset?>()).Min();

    private static IEnumerable<DateTimeOffset> Asked(JsonElement item, string name) =>
        item.TryGetProperty("asked", out var asked) && asked.TryGetProperty(name, out var time) ? [WireTime.Parse(time.GetString()!)] : [];

    /// <summary>Of each class that has it: when it ends; null while its occasion has not come.</summary>
    private static IEnumerable<DateTimeOffset?> Ends(JsonElement item, string name)
    {
        foreach (var one in item.GetProperty("classes").EnumerateArray())
        {
            if (!one.TryGetProperty(name, out var duration))
                continue;
            var start = one.Text("start") == "archived" ? item.Text("archivedAt") : one.TryGetProperty("occasion", out var occasion) ? occasion.GetString() : null;
            var parts = Duration().Match(duration.GetString()!);
            yield return start is null ? null : WireTime.Parse(start).AddMonths((12 * Part(parts, "y")) + Part(parts, "m")).AddDays(Part(parts, "d"));
        }
    }

    private static int Part(Match duration, string name) => duration.Groups[name].Success ? int.Parse(duration.Groups[name].Value) : 0;

    [GeneratedRegex(@"^P((?<y>\d+)Y)?((?<m>\d+)M)?((?<d>\d+)D)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Duration();
}
