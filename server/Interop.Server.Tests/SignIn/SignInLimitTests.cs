using System.Net;
using Interop.Server.SignIn;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.SignIn;

/// <summary>What limits guessing, without a server: addresses, waits, one-time codes as RFC 6238 has them.</summary>
public sealed class SignInLimitTests
{
    [Fact]
    public void Address_WithManyFailures_HasToWait()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
        var limit = new AddressLimit(time);
        var (one, same, other) = (IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"), IPAddress.Parse("192.0.2.1"));
        for (var i = 0; i < SignInLimits.AddressFailuresMax; i++)
            limit.Fail(one);
        Assert.True(limit.IsOver(one));
        Assert.True(limit.IsOver(same));
        Assert.False(limit.IsOver(other));
        time.MoveTo(time.GetUtcNow().AddSeconds(61));
        Assert.False(limit.IsOver(one));
    }

    [Fact]
    public void UnknownNames_WaitAsAccountsDo()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
        var waits = new Waits(time);
        for (var i = 0; i < SignInLimits.FreeFailures - 1; i++)
            waits.FailUnknown("nobody");
        Assert.Null(waits.OfUnknown("nobody"));
        waits.FailUnknown("nobody");
        Assert.Equal(time.GetUtcNow() + SignInLimits.FirstWait, waits.OfUnknown("nobody"));
    }

    // RFC 6238, appendix B, the last six of eight digits; SHA-1, the secret 12345678901234567890.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_AreThoseOfTheRfc(long seconds, string code)
    {
        var secret = "12345678901234567890"u8.ToArray();
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(code, Totp.CodeOf(secret, Totp.StepAt(at)));
        Assert.Equal(Totp.StepAt(at), Totp.Match(secret, code, at.AddSeconds(30)));
        Assert.Null(Totp.Match(secret, code, at.AddSeconds(90)));
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.ToBase32(secret));
    }
}
