using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Hours;
using NodaTime;
using Xunit;
using static Interop.Server.Tests.Compliance.Hours.Calendars;

namespace Interop.Server.Tests.Compliance.Hours;

public sealed class HoldScheduleTests
{
    private static readonly UserId Alice = UserId.Parse("ocip://acme.example/u/alice");
    private static readonly UserId Bob = UserId.Parse("ocip://acme.example/u/bob");
    private static readonly Instant Night = At("2026-01-12T03:00Z");
    private readonly HoldSchedule schedule = new();

    [Fact]
    public void Hold_IsDueAtTheNextOpening()
    {
        var due = schedule.Hold(Alice, Daily("Etc/UTC", "09:00", "17:00"), Night);
        Assert.Equal(new HoldDue(At("2026-01-12T09:00Z"), At("2026-01-12T09:00Z")), due);
        Assert.Equal(At("2026-01-12T09:00Z"), schedule.NextLook);
        Assert.Empty(schedule.TakeDue(At("2026-01-12T08:59:59Z")));
        Assert.Equal([Alice], schedule.TakeDue(At("2026-01-12T09:00:00Z")));
        Assert.Null(schedule.NextLook);
        Assert.Empty(schedule.TakeDue(At("2026-01-12T09:00:01Z")));
    }

    [Fact]
    public void TakeDue_IsInOrderOfOpening()
    {
        schedule.Hold(Alice, Daily("Etc/UTC", "09:30", "17:00"), Night);
        schedule.Hold(Bob, Daily("Etc/UTC", "09:00", "17:00"), Night);
        Assert.Equal([Bob, Alice], schedule.TakeDue(At("2026-01-12T12:00Z")));
    }

    [Fact]
    public void Hold_WithoutAnOpeningInSight_IsLookedAtAgain()
    {
        var closed = Of("Etc/UTC", []);
        var due = schedule.Hold(Alice, closed, Night);
        Assert.Null(due.Opens);
        Assert.Equal(Night + Duration.FromDays(400), due.LookAgain);
        Assert.Empty(schedule.TakeDue(due.LookAgain));
        Assert.Equal(due.LookAgain + Duration.FromDays(400), schedule.NextLook);
        Assert.NotNull(schedule.ChangeCalendar(Alice, Daily("Etc/UTC", "00:00", "24:00"), due.LookAgain));
        Assert.Equal([Alice], schedule.TakeDue(due.LookAgain));
    }

    [Theory]
    [InlineData("07:00", "2026-01-12T07:00Z")] // earlier than it was
    [InlineData("11:00", "2026-01-12T11:00Z")] // later
    [InlineData("02:00", "2026-01-12T03:00Z")] // open now
    public void ChangeCalendar_MovesWhatIsHeld(string from, string opens)
    {
        schedule.Hold(Alice, Daily("Etc/UTC", "09:00", "17:00"), Night);
        var due = schedule.ChangeCalendar(Alice, Daily("Etc/UTC", from, "17:00"), Night);
        Assert.Equal(At(opens), due?.Opens);
        Assert.Equal(At(opens), schedule.NextLook);
        Assert.Empty(schedule.TakeDue(At(opens) - Duration.FromSeconds(1)));
        Assert.Equal([Alice], schedule.TakeDue(At(opens)));
        Assert.Empty(schedule.TakeDue(At("2026-01-12T12:00Z")));
    }

    [Fact]
    public void RemovedHours_AreDueAtOnce()
    {
        schedule.Hold(Alice, Daily("Etc/UTC", "09:00", "17:00"), Night);
        Assert.Equal(Night, schedule.ChangeCalendar(Alice, null, Night)?.Opens);
        Assert.Equal([Alice], schedule.TakeDue(Night));
    }

    [Fact]
    public void ChangeCalendar_OfSomebodyWithNothingHeld_IsNothing()
    {
        Assert.Null(schedule.ChangeCalendar(Alice, null, Night));
        Assert.Null(schedule.NextLook);
    }

    [Fact]
    public void Forget_TakesOut()
    {
        schedule.Hold(Alice, Daily("Etc/UTC", "09:00", "17:00"), Night);
        schedule.Forget(Alice);
        Assert.Null(schedule.NextLook);
        Assert.Empty(schedule.TakeDue(At("2026-01-12T12:00Z")));
    }

    [Fact]
    public void HoldAgain_ChangesNothing()
    {
        var calendar = Daily("Etc/UTC", "09:00", "17:00");
        for (var n = 0; n < 1_000; n++)
            Assert.Equal(At("2026-01-12T09:00Z"), schedule.Hold(Alice, calendar, Night + Duration.FromSeconds(n)).Opens);
        Assert.Equal([Alice], schedule.TakeDue(At("2026-01-12T09:00Z")));
    }

    [Fact]
    public void TakeDue_AsksTheCalendarAgain_WhenItIsLate()
    {
        // The process slept through the whole opening: what is held stays held until the next.
        schedule.Hold(Alice, Daily("Etc/UTC", "09:00", "17:00"), Night);
        Assert.Empty(schedule.TakeDue(At("2026-01-12T17:30Z")));
        Assert.Equal(At("2026-01-13T09:00Z"), schedule.NextLook);
    }

    [Fact]
    public void DueAt_IsDifferentAfterTheClocksChanged()
    {
        var calendar = Daily("Europe/Lisbon", "09:00", "17:00");
        Assert.Equal(At("2026-03-28T09:00Z"), HoldSchedule.DueAt(calendar, At("2026-03-27T20:00Z")).Opens);
        Assert.Equal(At("2026-03-29T08:00Z"), HoldSchedule.DueAt(calendar, At("2026-03-28T20:00Z")).Opens);
    }
}
