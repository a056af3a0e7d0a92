using Interop.Server.Verification;
using Xunit;

namespace Interop.Server.Tests.Verification;

public sealed class RecentTransactionsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TimeOf_ReadsTheMilliseconds_OfAUuidV7() =>
        Assert.Equal(Start, RecentTransactions.TimeOf(Guid.CreateVersion7(Start)));

    [Fact]
    public void IsFirst_IsCertain_OnlyForIdsYoungerThanTheProcess()
    {
        var recent = new RecentTransactions(Start);
        Assert.False(recent.IsFirst(1, Guid.CreateVersion7(Start), 0));
        Assert.True(recent.IsFirst(1, Guid.CreateVersion7(Start.AddMinutes(6)), 0));
    }

    [Fact]
    public void IsFirst_IsCertainAtOnce_InAFreshArchive() =>
        Assert.True(new RecentTransactions(null).IsFirst(1, Guid.CreateVersion7(Start), 0));

    [Fact]
    public void IsFirst_IsFalse_TheSecondTime()
    {
        var recent = new RecentTransactions(Start);
        var id = Guid.CreateVersion7(Start.AddHours(1));
        Assert.True(recent.IsFirst(1, id, 0));
        Assert.False(recent.IsFirst(1, id, 0));
        Assert.True(recent.IsFirst(1, id, 1));
        Assert.True(recent.IsFirst(2, id, 0));
    }

    [Fact]
    public void IsFirst_IsNotCertainAgain_WhenItHasForgotten()
    {
        var recent = new RecentTransactions(Start);
        var first = Guid.CreateVersion7(Start.AddHours(1));
        Assert.True(recent.IsFirst(1, first, 0));
        for (var i = 0; i < RecentTransactions.CountMax; i++)
            recent.IsFirst(1, Guid.CreateVersion7(Start.AddHours(2)), 0);
        Assert.False(recent.IsFirst(1, first, 0));
    }
}
