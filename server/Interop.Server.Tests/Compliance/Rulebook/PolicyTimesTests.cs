using Interop.Server.Compliance.Rulebook;
using NodaTime;
using Xunit;

namespace Interop.Server.Tests.Compliance.Rulebook;

public sealed class PolicyTimesTests
{
    private static readonly PolicyRow[] Versions =
    [
        Version(1, "2026-01-01T00:00:00.000Z", null), Version(2, "2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"), Version(3, "2026-04-01T00:00:00.000Z", null),
        new PolicyRow { Name = "p", Kind = "k", Version = 4, Proposed = "2026-01-01T00:00:00.000Z", Effective = "2026-01-01T00:00:00.000Z" },
    ];

    [Theory]
    [InlineData(2025, 12, null, 2026, 1)]
    [InlineData(2026, 1, 1, 2026, 2)]
    [InlineData(2026, 2, 2, 2026, 3)]
    [InlineData(2026, 3, null, 2026, 4)]    // retired: the one before does not come back
    [InlineData(2026, 4, 3, 0, 0)]
    public void Version_IsInForceFromItsDate_UntilTheNext_OrItsRetirement(int year, int month, int? inForce, int nextYear, int nextMonth)
    {
        var at = Instant.FromUtc(year, month, 1, 0, 0);
        Assert.Equal(inForce, (int?)PolicyTimes.InForce(Versions, at)?.Version);
        Assert.Equal(nextYear == 0 ? null : Instant.FromUtc(nextYear, nextMonth, 1, 0, 0), PolicyTimes.NextAfter(Versions, at));
    }

    [Fact]
    public void States_FollowFromTheDates()
    {
        string[] states = [.. Versions.Select(v => PolicyTimes.StateOf(Versions, v, Instant.FromUtc(2026, 2, 15, 0, 0)))];
        Assert.Equal(["retired", "effective", "approved", "proposed"], states);
        Assert.Equal("draft", PolicyTimes.StateOf([], new PolicyRow { Name = "p", Kind = "k", Version = 1 }, default));
    }

    private static PolicyRow Version(long number, string effective, string? retired) =>
        new() { Name = "p", Kind = "k", Version = number, Proposed = effective, ApprovedBy = "peter", Approved = effective, Effective = effective, Retired = retired };
}
