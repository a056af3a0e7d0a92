using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>People and hours: who may be reached when, and the calendars that say so.</summary>
[Collection(WebTests.Name)]
public sealed class PeoplePageTests(WebWorld world)
{
    private static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri"];

    [Theory]
    [InlineData(1440, false)]
    [InlineData(360, true)]
    public async Task Person_IsFound_WithWhyAndUntilWhen_AndPutOnLeave(int width, bool isDark)
    {
        var desk = $"desk{width}";
        var account = await world.PersonAsync("Zelda", displayName: $"Zélda {desk}");
        await world.Office.Admin.SetGroupAsync(desk, new GroupRequest([UserId.Parse($"ocip://acme.example/u/{account}")]));
        await world.Office.Hours.SetCalendarAsync(desk, new HoursCalendar
        {
            Hours = new DeliveryHours { Zone = "Asia/Tokyo", Weekly = [new WeeklyHours(Weekdays, "09:00", "18:00")], HolidayCalendars = ["JP"] }, Groups = [desk],
        });
        await using var visit = await world.OpenAsRoleAsync("policy", $"people?name=ZELDA%20{desk}&at=2027-01-05T03:00:00.000Z", new Look(width, isDark));
        var row = visit.Find("a[data-row]");
        await Assertions.Expect(row).ToContainTextAsync("until 18:00 Tokyo · 09:00 yours");
        await visit.ShootAsync($"people-{width}");
        Assert.Empty(await visit.ViolationsAsync());
        await row.ClickAsync();
        var pane = visit.Find(".pane");
        await Assertions.Expect(pane).ToContainTextAsync($"calendar {desk}");
        await Assertions.Expect(pane).ToContainTextAsync("Tuesday, 5 January: 09:00–18:00");
        await visit.Page.GetByLabel("First day").FillAsync("2027-01-06");
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Add", Exact = true }).ClickAsync();
        await Assertions.Expect(pane).ToContainTextAsync("Wednesday, 6 January: closed, leave");
        await visit.ShootAsync($"person-{width}");
        Assert.Empty(await visit.ViolationsAsync());
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways");
        await visit.LoadAsync($"people?group={desk}&at=2027-01-11T03:00:00.000Z");
        await Assertions.Expect(visit.Find("a[data-row]")).ToContainTextAsync("holiday");
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Now", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Find("header.head")).ToContainTextAsync("as of ");
    }

    [Fact]
    public async Task Calendar_IsDrawn_WithMouseAndKeys_AndOnlyLookedAtByAnOperator()
    {
        const string name = "drawn";
        await using var visit = await world.OpenAsRoleAsync("policy", "people/calendar");
        await visit.Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }).FillAsync(name);
        await visit.Page.GetByLabel("Time zone").FillAsync("Europe/Lisbon");
        await visit.Page.GetByLabel("Add to: Places").FillAsync("Porto");
        await visit.Page.GetByLabel("Add to: Places").PressAsync("Enter");
        await Assertions.Expect(visit.Find(".settings")).ToContainTextAsync("Porto");
        await Assertions.Expect(visit.Find("[role=grid][data-ready]")).ToHaveCountAsync(1);
        var (first, last) = (await CentreAsync(visit, 0, 18), await CentreAsync(visit, 1, 21));
        await visit.Page.Mouse.MoveAsync(first.X, first.Y);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(last.X, last.Y, new MouseMoveOptions { Steps = 3 });
        await visit.Page.Mouse.UpAsync();
        await Assertions.Expect(visit.Find(".cell.open")).ToHaveCountAsync(8);
        foreach (var key in new[] { "ArrowRight", "Shift+ArrowDown", " " })
            await visit.Find("[role=grid]").PressAsync(key);
        await Assertions.Expect(visit.Find(".entries")).ToContainTextAsync("Wed 10:30–11:30");
        await visit.ShootAsync("calendar");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("Put in force").ClickAsync();
        await Assertions.Expect(visit.Find(".saved")).ToContainTextAsync("Version 1 is in force");
        var kept = (await world.Office.Hours.CalendarAsync(name)).Calendar;
        Assert.Equal(("Europe/Lisbon", "mon tue 09:00-11:00, wed 10:30-11:30"), (kept.Hours.Zone, string.Join(", ", kept.Hours.Weekly.Select(h => $"{string.Join(' ', h.Days)} {h.From}-{h.To}"))));

        await using var other = await world.OpenAsRoleAsync("operator", $"people/calendar?name={name}", new Look(IsDark: true));
        await Assertions.Expect(other.Find(".cell.open")).ToHaveCountAsync(10);
        await Assertions.Expect(other.Button("Put in force")).ToHaveCountAsync(0);
        Assert.Empty(await other.ViolationsAsync());
        await world.Office.Hours.RemoveCalendarAsync(name);
    }

    [Fact]
    public async Task PublicHolidaysAndUrgency_AreShown_AndSet()
    {
        await using var visit = await world.OpenAsRoleAsync("policy", "people/holidays?name=PT");
        await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("Código do Trabalho");
        await Assertions.Expect(visit.Find(".pane .days").First.Locator("li")).ToHaveCountAsync(10);
        await visit.ShootAsync("holidays");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Urgent messages" }).ClickAsync();
        var approvers = visit.Find("section.card:has(h2:text-is('Approvers'))").GetByLabel("Add to: Groups");
        await approvers.FillAsync("duty managers");
        await approvers.PressAsync("Enter");
        await visit.Button("Put in force").ClickAsync();
        await Assertions.Expect(visit.Find(".saved")).ToHaveTextAsync("It is in force.");
        Assert.Empty(await visit.ViolationsAsync());
        var policy = await world.Office.Hours.UrgencyAsync();
        Assert.Contains("duty managers", policy.Approvers);
        await world.Office.Hours.SetUrgencyAsync(policy with { Approvers = [.. policy.Approvers.Except(["duty managers"])] });
    }

    private static async Task<(float X, float Y)> CentreAsync(Visit visit, int day, int slot)
    {
        var cell = visit.Find($"[data-day='{day}'][data-slot='{slot}']");
        await cell.ScrollIntoViewIfNeededAsync();
        var box = await cell.BoundingBoxAsync() ?? throw new InvalidOperationException("the cell is not shown");
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }
}
