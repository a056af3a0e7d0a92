using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Interop.Cli.Tests.Spec.Browsing;

[Collection(BrowserTests.Name)]
public sealed class SearchTests(Browser browser)
{
    [Fact]
    public async Task Slash_FocusesTheSearch_AndEnterOpensTheChosenPlace()
    {
        await using var visit = await browser.OpenAsync("index.html");
        await visit.Page.Keyboard.PressAsync("/");
        await Expect(visit.Find("#search")).ToBeFocusedAsync();
        await Expect(visit.Find("#search")).ToHaveValueAsync("");

        await visit.Page.Keyboard.TypeAsync("refused event hub entry");

        var first = visit.Find("#found > li").First;
        await Expect(first).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(first.Locator(".title")).ToHaveTextAsync("ROM-5.3");
        await Expect(first.Locator("mark").First).ToHaveTextAsync("refused");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page).ToHaveURLAsync(browser.Address("05-rooms.html#ROM-5.3"));
        await Expect(visit.Find("#ROM-5\\.3")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Arrows_MoveTheChoice_AroundTheEndToo_AndEscapeCloses()
    {
        await using var visit = await browser.OpenAsync("index.html");
        await visit.Find("#search").FillAsync("archive");
        var found = visit.Find("#found > li");
        await Expect(found.Nth(0)).ToHaveAttributeAsync("aria-selected", "true");
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(found.Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(visit.Find("#search")).ToHaveAttributeAsync("aria-activedescendant", "found-1");
        await visit.Page.Keyboard.PressAsync("ArrowUp");
        await visit.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(found.Last).ToHaveAttributeAsync("aria-selected", "true");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find(".found-box")).ToBeHiddenAsync();
        await Expect(visit.Find("#search")).ToHaveAttributeAsync("aria-expanded", "false");
    }

    [Theory]
    [InlineData("ARC-8.3", "ARC-8.3")]
    [InlineData("arc-8.3", "ARC-8.3")]
    [InlineData("5.4", "5.4 Room policy")]
    [InlineData("delivery hours", "10.2 Delivery hours")]
    public async Task BestHit_IsTheFirst(string words, string title)
    {
        await using var visit = await browser.OpenAsync("glossary.html");
        await visit.Find("#search").FillAsync(words);
        await Expect(visit.Find("#found > li .title").First).ToHaveTextAsync(title);
    }

    [Fact]
    public async Task WordsThatNobodyWrote_AreSaidToBeNowhere()
    {
        await using var visit = await browser.OpenAsync("decisions.html");
        await visit.Find("#search").FillAsync("zzyzx");
        await Expect(visit.Find(".found-none")).ToHaveTextAsync("Nothing has all of these words.");
    }

    [Fact]
    public async Task Search_WorksFromAFolderBelow()
    {
        await using var visit = await browser.OpenAsync("decisions/0002-dependencies.html");
        await visit.Find("#search").FillAsync("glossary");
        await visit.Find("#found > li a").First.ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(browser.Address("glossary.html#glossary"));
    }
}
