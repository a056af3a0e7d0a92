using Interop.Protocol.Time;
using Xunit;

namespace Interop.Protocol.Tests.Time;

public sealed class WireTimeTests
{
    [Fact]
    public void WireTime_ReadsAndWrites_EveryGoodVector()
    {
        foreach (var item in Vectors.Cases("times", "accepted"))
        {
            var time = WireTime.Parse(item.Text("text"));
            Assert.Equal(item.GetProperty("unixMs").GetInt64(), time.ToUnixTimeMilliseconds());
            Assert.Equal(TimeSpan.Zero, time.Offset);
            Assert.Equal(item.Text("text"), WireTime.Format(time));
        }
    }

    [Fact]
    public void WireTime_Refuses_EveryBadVector()
    {
        foreach (var item in Vectors.Cases("times", "refused"))
            Assert.False(WireTime.TryParse(item.GetString(), out _), item.GetString());
        Assert.False(WireTime.TryParse(null, out _));
        Assert.Throws<FormatException>(() => WireTime.Parse("now"));
    }

    [Fact]
    public void WireTime_IsUtc_WhateverTheOffset() =>
        Assert.Equal("2026-01-31T08:30:00.123Z", WireTime.Format(new DateTimeOffset(2026, 1, 31, 9, 30, 0, 123, 987, TimeSpan.FromHours(1))));
}
