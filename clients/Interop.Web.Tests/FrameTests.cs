using Interop.Web.Places;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>The frame: who sees which pages, keys, palette, looks.</summary>
[Collection(WebTests.Name)]
public sealed class FrameTests(WebWorld world)
{
    // Other tests connect networks, and a busy machine has alarms: it says that all is captured where, and only where, nothing below is away, missing or an alarm.
    private const string Agrees = """
        () => {
          const answer = document.querySelector('main [role=status] strong').textContent;
          const isBad = document.querySelector('main .columns .chip.gap, main .columns li.stands') !== null;
          return (isBad ? /^(Not captured now: .+|Something needs a look)\.$/ : /^Everything that should be captured is captured\.$/).test(answer);
        }
        """;

    public static TheoryData<string> Roles => [.. WebWorld.Roles];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Role_SeesItsPlaces_AndIsToldWhoHasTheOthers(string role)
    {
        await using var visit = await world.OpenAsRoleAsync(role, "account");
        var compliance = AllPlaces.All.Where(p => p.Workspace == Workspace.Compliance).ToArray();
        var shown = await visit.Find("nav .places a").EvaluateAllAsync<string[]>("links => links.map(a => a.getAttribute('href'))");
        Assert.Equal(compliance.Where(p => p.Roles.Contains(role)).Select(p => p.Path), shown.Where(path => path != "/chat"));
        Assert.Distinct(shown);
        foreach (var other in compliance.Where(p => !p.Roles.Contains(role)).Take(3))
        {
            await visit.LoadAsync(other.Path);
            await Assertions.Expect(visit.Find("[data-state='no-permission']")).ToContainTextAsync(RoleNames.InWords(other.Roles));
        }
    }

    [Fact]
    public async Task Palette_GoesToAPage_AndHelpTellsTheKeys()
    {
        await using var visit = await world.OpenAsRoleAsync("operator", "account");
        await visit.Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(visit.Find("#palette-text")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("over");
        await Assertions.Expect(visit.Find(".palette [role=option]")).ToHaveCountAsync(1);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/overview");
        await Assertions.Expect(visit.Find(".palette")).ToHaveCountAsync(0);
        await visit.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(visit.Find("dialog[open]")).ToContainTextAsync("Is everything that should be captured captured");
        await visit.LeaveDialogAsync();
    }

    [Theory]
    [InlineData(1440, false)]
    [InlineData(1440, true)]
    [InlineData(360, false)]
    public async Task Overview_AnswersItsQuestion_AndIsAccessible(int width, bool isDark)
    {
        await using var visit = await world.OpenAsRoleAsync("operator", "overview", new Look(width, isDark));
        await Assertions.Expect(visit.Find(".figures")).ToContainTextAsync("Records in the log");
        Assert.True(await visit.Page.EvaluateAsync<bool>(Agrees), "the answer is another than what stands below it");
        await visit.ShootAsync($"overview-{width}-{(isDark ? "dark" : "light")}");
        Assert.Empty(await visit.ViolationsAsync());
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways");
    }
}
