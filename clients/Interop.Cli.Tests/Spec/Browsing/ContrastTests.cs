using Xunit;

namespace Interop.Cli.Tests.Spec.Browsing;

/// <summary>Every text that is shown stands out from what is behind it as WCAG 2.2 level AA asks: 4.5 to 1, large text 3 to 1.</summary>
[Collection(BrowserTests.Name)]
public sealed class ContrastTests(Browser browser)
{
    private const string FaintTexts = """
        () => {
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const read = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
          const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
          const behind = element => {
            const layers = [];
            for (let e = element; e; e = e.parentElement) layers.unshift(read(getComputedStyle(e).backgroundColor));
            return layers.reduce((below, top) => over(top, below), [255, 255, 255, 1]);
          };
          const light = c => { const [r, g, b] = c.slice(0, 3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const faint = [];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const e = walk.currentNode.parentElement;
            if (!walk.currentNode.textContent.trim() || !e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || e.closest('option')) continue;
            const style = getComputedStyle(e);
            const back = behind(e);
            const [a, b] = [light(over(read(style.color), back)), light(back)];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            const size = parseFloat(style.fontSize);
            const enough = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700) ? 3 : 4.5;
            if (ratio < enough) faint.push(`${ratio.toFixed(2)} ${e.className || e.localName}: ${walk.currentNode.textContent.trim().slice(0, 40)}`);
          }
          return [...new Set(faint)];
        }
        """;

    [Theory]
    [InlineData("05-rooms.html#ROM-5.3")]
    [InlineData("requirements.html")]
    [InlineData("changes.html")]
    [InlineData("schemas/RoomView.html")]
    [InlineData("tests/RoomRequirementTests.html")]
    public async Task Text_StandsOut_LightAndDark(string page)
    {
        foreach (var isDark in new[] { false, true })
        {
            await using var visit = await browser.OpenAsync(page, new Look(IsDark: isDark));
            await visit.Find("#search").FillAsync("order");
            await visit.Find("#found > li").First.WaitForAsync();
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(FaintTexts));
        }
    }

    [Fact]
    public async Task FaintText_WouldBeFound()
    {
        await using var visit = await browser.OpenAsync("05-rooms.html");
        await visit.Page.EvaluateAsync("() => { document.querySelector('h1').style.color = '#ccc'; }");
        Assert.Contains(await visit.Page.EvaluateAsync<string[]>(FaintTexts), text => text.Contains("5 Rooms", StringComparison.Ordinal));
    }
}
