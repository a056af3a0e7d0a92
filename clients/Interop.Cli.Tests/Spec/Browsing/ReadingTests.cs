using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Interop.Cli.Tests.Spec.Browsing;

/// <summary>Cards, filters, versions, colours, keyboard, phone, paper.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReadingTests(Browser browser)
{
    [Fact]
    public async Task Chip_OpensTheCard_WhoseTestsLeadToTheirCode()
    {
        await using var visit = await browser.OpenAsync("05-rooms.html");
        var card = visit.Find("#card-ROM-5\\.3");
        await Expect(card).ToBeHiddenAsync();
        await visit.Find("[popovertarget='card-ROM-5.3']").ClickAsync();
        await Expect(card).ToBeVisibleAsync();
        await Expect(card).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(card).ToContainTextAsync("MUST NOT");
        await card.Locator(".tests a").First.ClickAsync();
        await Expect(visit.Find("section.test pre").First).ToContainTextAsync("public ");
    }

    [Fact]
    public async Task Chip_OpensTheCard_ByKeyboard_AndEscapeClosesIt()
    {
        await using var visit = await browser.OpenAsync("05-rooms.html");
        await visit.Find("[popovertarget='card-ROM-5.3']").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("#card-ROM-5\\.3")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Find("#card-ROM-5\\.3 .copy")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("#card-ROM-5\\.3")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Filters_ShowWhatFits_AndCountIt()
    {
        await using var visit = await browser.OpenAsync("requirements.html");
        var all = await visit.Find(".requirements tbody tr").CountAsync();
        await visit.Find("[name=profile]").SelectOptionAsync("Archive");
        await visit.Find("[name=level]").SelectOptionAsync("MUST NOT");
        await visit.Find("[name=tested]").SelectOptionAsync("tested");
        var shown = visit.Find(".requirements tbody tr:visible");
        var count = await shown.CountAsync();
        Assert.InRange(count, 1, all - 1);
        await Expect(visit.Find(".count")).ToHaveTextAsync($"{count} of {all} shown");
        foreach (var row in await shown.AllAsync())
        {
            await Expect(row).ToHaveAttributeAsync("data-profile", "Archive");
            await Expect(row).ToHaveAttributeAsync("data-level", "MUST NOT");
            await Expect(row).ToHaveAttributeAsync("data-tested", "tested");
        }
        await visit.Find("[name=words]").FillAsync("appended changed");
        await Expect(visit.Find(".requirements tbody tr:visible th a")).ToHaveTextAsync(["ARC-8.2"]);
    }

    [Fact]
    public async Task Colours_AreTheSystems_UntilOneIsChosen_AndThenRemembered()
    {
        await using var visit = await browser.OpenAsync("index.html", new Look(IsDark: true));
        var dark = await PaperAsync(visit);
        await visit.Find(".theme").ClickAsync();
        var light = await PaperAsync(visit);
        Assert.NotEqual(dark, light);
        await visit.Page.ReloadAsync();
        Assert.Equal(light, await PaperAsync(visit));
        await visit.Find(".theme").ClickAsync();
        await visit.Find(".theme").ClickAsync();
        Assert.Equal(dark, await PaperAsync(visit));
        await Expect(visit.Find(".theme")).ToHaveAttributeAsync("aria-label", "Colours: as the system has them");
    }

    [Fact]
    public async Task FirstTab_LeadsToTheText()
    {
        await using var visit = await browser.OpenAsync("05-rooms.html");
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Find(".skip")).ToBeFocusedAsync();
        await Expect(visit.Find(".skip")).ToBeInViewportAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task EverythingThatTakesTheFocus_ShowsIt()
    {
        await using var visit = await browser.OpenAsync("requirements.html");
        for (var i = 0; i < 40; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            var outline = await visit.Page.EvaluateAsync<string>("() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + ' ' + s.outlineWidth; }");
            Assert.Equal("solid 3px", outline);
        }
    }

    [Fact]
    public async Task Motion_IsLeftOut_WhenTheSystemAsksForLess()
    {
        const string smooth = "() => getComputedStyle(document.documentElement).scrollBehavior";
        await using var calm = await browser.OpenAsync("index.html");
        Assert.Equal("auto", await calm.Page.EvaluateAsync<string>(smooth));
        await using var lively = await browser.OpenAsync("index.html", new Look(IsCalm: false));
        Assert.Equal("smooth", await lively.Page.EvaluateAsync<string>(smooth));
    }

    [Fact]
    public async Task Paper_HasTheTextAlone()
    {
        await using var visit = await browser.OpenAsync("05-rooms.html");
        var ink = await InkAsync(visit);
        await visit.Find(".theme").ClickAsync();
        await visit.Find(".theme").ClickAsync();
        await Expect(visit.Find("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.NotEqual(ink, await InkAsync(visit));
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal(ink, await InkAsync(visit));
        foreach (var left in new[] { ".bar", ".navigation", ".contents", ".neighbours" })
            await Expect(visit.Find(left)).ToBeHiddenAsync();
        await Expect(visit.Find("#ROM-5\\.3")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Phone_ShowsEveryPageInItsWidth_AndTheMenu()
    {
        await using var visit = await browser.OpenAsync("index.html", new Look(390));
        await Expect(visit.Find(".navigation")).ToBeHiddenAsync();
        await visit.Find(".menu").ClickAsync();
        await Expect(visit.Find(".navigation")).ToBeVisibleAsync();
        var wide = new List<string>();
        // Of the folders with many pages those with the longest names, which are the widest.
        var pages = browser.Site.Pages.Where(page => page.StartsWith("draft/", StringComparison.Ordinal)).GroupBy(Path.GetDirectoryName)
            .SelectMany(folder => folder.Key == "draft" ? folder : folder.OrderByDescending(page => page.Length).Take(3));
        foreach (var page in pages)
        {
            await visit.Page.GotoAsync(browser.Address(Path.Combine(browser.Site.Folder, page)));
            if (await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0)
                wide.Add(page);
        }
        Assert.Empty(wide);
    }

    [Fact]
    public async Task OldVersion_HasItsBanner_AndTheListLeadsToTheSamePageOfAnother()
    {
        using var standard = new SmallStandard();
        GitFolder.Commit(standard.Root, "first");
        GitFolder.Tag(standard.Root, "spec-1.0");
        using var site = new Site.BuiltSite(standard.Root).Write("1.0");
        GitFolder.Tag(standard.Root, "spec-1.1");
        site.Write("draft", "1.1");

        // Version 1.0 was built before there was a 1.1: it learns of it from the list beside it.
        await using var visit = await browser.OpenAsync(Path.Combine(site.Folder, "1.0", "01-rooms.html"));
        await Expect(visit.Find("#banner")).ToHaveTextAsync("This is an old version. The newest is version 1.1.");
        await Expect(visit.Find("#site-versions option")).ToHaveTextAsync(["Version 1.1", "Version 1.0", "Draft"]);
        await visit.Find("#site-versions").SelectOptionAsync("1.1");
        await Expect(visit.Page).ToHaveURLAsync(browser.Address(Path.Combine(site.Folder, "1.1", "01-rooms.html")));
        await Expect(visit.Find("#banner")).ToBeHiddenAsync();
        await visit.Page.GotoAsync(browser.Address(Path.Combine(site.Folder, "index.html")));
        await Expect(visit.Page).ToHaveURLAsync(browser.Address(Path.Combine(site.Folder, "1.1", "index.html")));
    }

    private static Task<string> InkAsync(Visit visit) => visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).color");

    private static Task<string> PaperAsync(Visit visit) => visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor");
}
