using Xunit;

namespace Interop.Cli.Tests.Spec.Site;

/// <summary>Whatever a page says, the site shows it as text.</summary>
public sealed class SafetyTests : IDisposable
{
    private static readonly string[] Shown = ["draft/01-rooms.html", "draft/all.html"];
    private readonly SmallStandard standard = new();

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("text <img src=x onerror=alert(1)> text")]
    [InlineData("<div onclick=\"alert(1)\">\n\ntext\n\n</div>")]
    [InlineData("[text](javascript:alert(1))")]
    [InlineData("[text](data:text/html,x)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[text](vbscript:x \"<script>\")")]
    [InlineData("![text](https://evil.example/x.png)")]
    [InlineData("```json\n</code></pre><script>alert(1)</script>\n```")]
    [InlineData("| A |\n|---|\n| <svg onload=alert(1)> |")]
    [InlineData("## \"><script>alert(1)</script>")]
    public void Page_ShowsMarkupAsText(string text)
    {
        standard.Append(SmallStandard.Page, $"\n{text}\n");
        using var site = new BuiltSite(standard.Root).Write("draft");
        foreach (var page in Shown.Select(site.Page))
        {
            Assert.Equal(3, page.Scripts.Length);
            Assert.Empty(page.QuerySelectorAll("img, svg, iframe, object, main div:not(.table, .card, .card *)"));
            Assert.DoesNotContain(page.All, e => e.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal)));
            Assert.All(page.QuerySelectorAll("a[href]"), a => Assert.False(Scheme(a.GetAttribute("href")!) is not ("" or "https"), a.OuterHtml));
        }
    }

    [Fact]
    public void Rows_AreShownAsText()
    {
        standard.Replace("spec/requirements.csv", "OrderTests.Order_IsKept,", ",<script>alert(1)</script>");
        using var site = new BuiltSite(standard.Root).Write("draft");
        Assert.Equal(3, site.Page("draft/requirements.html").Scripts.Length);
        Assert.Contains("<script>alert(1)</script>", site.Page("draft/requirements.html").Body!.TextContent, StringComparison.Ordinal);
    }

    public void Dispose() => standard.Dispose();

    private static string Scheme(string address) => address.IndexOf(':', StringComparison.Ordinal) is >= 0 and var at && address.IndexOf('#', StringComparison.Ordinal) is var hash && (hash < 0 || at < hash) ? address[..at] : "";
}
