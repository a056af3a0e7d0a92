using System.Text.Json;
using Interop.Protocol.Encoding;
using Xunit;
using Utf8 = System.Text.Encoding;

namespace Interop.Protocol.Tests.Encoding;

public sealed class StrictJsonTests
{
    [Fact]
    public void StrictJson_Accepts_EveryGoodVector()
    {
        foreach (var item in Vectors.Cases("strict-json", "accepted"))
        {
            var fault = Record.Exception(() => StrictJson.Parse(Octets(item), StrictJsonLimits.Event).Dispose());
            Assert.True(fault is null, $"{item.Text("why")}: {fault?.Message}");
        }
    }

    [Fact]
    public void StrictJson_Refuses_EveryBadVector()
    {
        foreach (var item in Vectors.Cases("strict-json", "refused"))
        {
            var octets = Octets(item);
            Assert.True(Record.Exception(() => StrictJson.Validate(octets, StrictJsonLimits.Event)) is MalformedJsonException, item.Text("why"));
            Assert.True(Record.Exception(() => StrictJson.Parse(octets, StrictJsonLimits.Event).Dispose()) is MalformedJsonException, item.Text("why"));
        }
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", 8)]
    [InlineData("[9007199254740992]", 1)]
    [InlineData("[\"ab\\ud800\"]", 4)]
    [InlineData("\uFEFF{}", 0)]
    public void StrictJson_SaysWhere_WhenItRefuses(string text, long offset) =>
        Assert.Equal(offset, Assert.Throws<MalformedJsonException>(() => StrictJson.Validate(Utf8.UTF8.GetBytes(text), StrictJsonLimits.Event)).Offset);

    [Fact]
    public void StrictJson_SaysWhere_WhenUtf8IsInvalid() =>
        Assert.Equal(3, Assert.Throws<MalformedJsonException>(() => StrictJson.Validate([0x22, 0xC3, 0xA9, 0xFF, 0x22], StrictJsonLimits.Event)).Offset);

    [Fact]
    public void StrictJson_AllowsDepth24_InTransactionsOnly()
    {
        var deep = Utf8.UTF8.GetBytes(new string('[', 24) + new string(']', 24));
        StrictJson.Validate(deep, StrictJsonLimits.Transaction);
        Assert.Throws<MalformedJsonException>(() => StrictJson.Validate(deep, StrictJsonLimits.Event));
        var deeper = Utf8.UTF8.GetBytes(new string('[', 25) + new string(']', 25));
        Assert.Throws<MalformedJsonException>(() => StrictJson.Validate(deeper, StrictJsonLimits.Transaction));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(33)]
    [InlineData(47)]
    [InlineData(48)]
    [InlineData(1000)]
    public void StrictJson_FindsTheDuplicate_WhereverItIs(int names)
    {
        for (var at = 0; at < names; at += Math.Max(1, names / 7))
        {
            var members = Enumerable.Range(0, names).Select(i => $"\"name{i}\":{{\"a\":{i},\"b\":[]}}").ToList();
            var good = Utf8.UTF8.GetBytes("{" + string.Join(",", members) + "}");
            StrictJson.Validate(good, StrictJsonLimits.Transaction);
            members.Add($"\"name{at}\":0");
            var bad = Utf8.UTF8.GetBytes("{" + string.Join(",", members) + "}");
            Assert.Throws<MalformedJsonException>(() => StrictJson.Validate(bad, StrictJsonLimits.Transaction));
        }
    }

    [Fact]
    public void StrictJson_TakesLittleTime_WhenInputIsHostile()
    {
        var hostile = new[]
        {
            "{" + string.Join(",", Enumerable.Range(0, 100_000).Select(i => $"\"{i:x5}\":0")) + "}",
            "[" + string.Join(",", Enumerable.Repeat("{" + string.Join(",", Enumerable.Range(0, 32).Select(i => $"\"\\u0061{i}\":0")) + "}", 2000)) + "]",
            "[" + new string('1', 1_000_000) + "]",
            "[0." + new string('9', 1_000_000) + "]",
            "\"" + string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 80_000)) + "\"",
        };
        foreach (var text in hostile)
        {
            var octets = Utf8.UTF8.GetBytes(text);
            var started = TimeProvider.System.GetTimestamp();
            Record.Exception(() => StrictJson.Validate(octets, StrictJsonLimits.Transaction));
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(8), $"{text[..20]}… took {TimeProvider.System.GetElapsedTime(started)}");
        }
    }

    [Fact]
    public void StrictJson_AllocatesNothing_ForAnOrdinaryEvent()
    {
        var octets = Utf8.UTF8.GetBytes("""{"type":"message","content":{"part":{"cardinality":"single","contentType":"text/plain","content":"a\n\ud83d\ude00"}},"n":[1,2.5]}""");
        StrictJson.Validate(octets, StrictJsonLimits.Event);
        var before = GC.GetAllocatedBytesForCurrentThread();
        StrictJson.Validate(octets, StrictJsonLimits.Event);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void StrictJson_ReadsWhatItAccepted_Unchanged()
    {
        using var document = StrictJson.Parse(Utf8.UTF8.GetBytes("{\"a\":[1,\"é\"]}"), StrictJsonLimits.Event);
        Assert.Equal("é", document.RootElement.GetProperty("a")[1].GetString());
    }

    private static byte[] Octets(JsonElement item)
    {
        var octets = item.TryGetProperty("hex", out var hex) ? Convert.FromHexString(hex.GetString()!) : Utf8.UTF8.GetBytes(item.Text("json"));
        return item.TryGetProperty("paddedTo", out var length) ? [.. octets, .. Enumerable.Repeat((byte)' ', length.GetInt32() - octets.Length)] : octets;
    }
}
