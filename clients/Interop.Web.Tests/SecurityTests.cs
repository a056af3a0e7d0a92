using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>What others write runs nowhere and is markup nowhere; what other sites send is refused; a cookie is worth something only to whom it was given.</summary>
[Collection(WebTests.Name)]
public sealed class SecurityTests(WebWorld world)
{
    // What was taken for markup, and whether something ran. The application's own drawings are icons and charts.
    private const string Look = """
        () => JSON.stringify({
          ran: window.ran ?? 0, title: document.title,
          markup: [...document.querySelectorAll('main script, main iframe, main object, main embed, main img, main style, main base, main meta, main [onerror], main [onclick], main [onload], main [onfocus], main [autofocus], main a[href^="javascript:" i], main svg:not(.icon):not([role=img])')].map(e => e.outerHTML.slice(0, 160))
        })
        """;

    private static readonly string[] Everything = [.. WebWorld.Roles];

    [Fact]
    public async Task Hostile_Words_AreTextOnEveryPage_AndRunNowhere()
    {
        var reader = await world.PersonAsync("Reader", Everything);
        var scene = new HostileScene(world);
        await scene.MakeAsync(reader);
        await FoundAsync(reader);
        var browser = await world.EnterAsync(reader);
        await using var visit = await world.OpenAsAsync(reader, "overview");
        // Each page, and what is there once it shows what is stored.
        (string Path, string There)[] stored =
        [
            ("/bridges?network=hostile", ".pane .features"), ("/alarms", "#standing"), ("/review", "main a.item"), ("/search?q=window", "a.hit"), ($"/cases?case={scene.Case}", ".pane .hold"), ("/retention", "#classes"),
            ("/retention?view=versions", "[aria-label='Version 1']"), ("/retention?view=dispositions", ".bar .button.primary"), ("/retention?view=backups", "main [data-state=empty]"), ("/exports", "ul.exports [data-row]"),
            ("/privacy", "ul.requests [data-row]"), ("/policies?name=hostile", ".pane pre"), ("/reports", Heading("Reports")), ("/audit", "main a.line"), ("/accounts/roles", "main table .yes"), ("/archive", "#head"), ("/account", ".labour dl"),
            (scene.RoomPath, "article"), ($"/accounts?account={scene.Mallory}", ".pane > h2"),
        ];
        foreach (var (path, there) in stored)
            await CleanAsync(visit, path, there);
        await Assertions.Expect(visit.Find(".pane > h2")).ToHaveTextAsync(HostileScene.Texts[1]);
        await CleanAsync(visit, "/search?q=window", "a.hit");
        await visit.Find("a.hit[href*='room=']").First.ClickAsync();
        await Assertions.Expect(visit.Find(".pane article").First).ToBeVisibleAsync();
        await CleanAsync(visit);
        await ReviewAsync();
        // What stands in an address is given back by the page at once, before anything is live.
        foreach (var text in HostileScene.Texts)
        {
            var asked = Uri.EscapeDataString(text);
            foreach (var path in new[] { $"/search?q={asked}&people={asked}", $"/alarms?subject={asked}&kind={asked}", $"/accounts?find={asked}&account={asked}&role={asked}", $"/audit?officer={asked}", $"/policies?name={asked}", $"/retention?view={asked}&id={asked}", $"/sign-in?return={asked}&note={asked}" })
            {
                var (answer, page) = await browser.GetAsync(path);
                answer.Dispose();
                // As text it has its brackets and quotation marks written otherwise; as an address it stands nowhere.
                Assert.DoesNotContain(text.IndexOfAny(['<', '"']) >= 0 ? text : $"href=\"{text}", page, StringComparison.Ordinal);
            }
        }
        foreach (var (path, title) in new[] { ("/audit?officer=", "Audit"), ("/search?q=", "Search"), ("/alarms?subject=", "Alarms"), ("/policies?name=", "Policies"), ("/accounts?find=", "Accounts") })
            await CleanAsync(visit, path + Uri.EscapeDataString(string.Concat(HostileScene.Texts)), Heading(title));
        // The look itself sees what it is there for.
        await visit.Page.EvaluateAsync("() => document.querySelector('main').insertAdjacentHTML('beforeend', '<a href=\"javascript:void 0\">x</a>')");
        Assert.Contains("javascript:void", await visit.Page.EvaluateAsync<string>(Look), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryAnswer_BindsTheBrowser()
    {
        var browser = await world.EnterAsync(await world.OfRoleAsync("operator"));
        foreach (var path in new[] { "sign-in", "overview", "not-there", "failed", "css/base.css", "_framework/blazor.web.js", "js/frame.js", "files/nobody/x?name=%22%3Cscript%3E", "exports/none/package", "sign-in/there" })
        {
            var (answer, _) = await browser.GetAsync(path);
            using (answer)
            {
                var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
                Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
                Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
                Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            }
        }
    }

    [Fact]
    public async Task OtherSites_ChangeNothing_WithTheCookieToo()
    {
        var account = await world.PersonAsync("Oskar", ["operator"]);
        using var browser = new BrowserHttp(world.Web);
        await browser.SignInAsync(account, WebWorld.Password);
        var (page, text) = await browser.GetAsync("overview");
        page.Dispose();
        var token = new KeyValuePair<string, string>("__RequestVerificationToken", BrowserHttp.TokenOf(text));
        Assert.NotEqual("", token.Value);
        foreach (var header in new[] { ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site") })
        {
            foreach (var path in new[] { "sign-out", "sign-in", "_blazor/negotiate?negotiateVersion=1" })
            {
                using var refused = await browser.PostAsync(path, [token], header);
                Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            }
        }
        using (var forged = await browser.PostAsync("sign-out", [new("__RequestVerificationToken", token.Value[..^6] + "AAAAAA")]))
            Assert.False(forged.IsSuccessStatusCode || forged.StatusCode == HttpStatusCode.Redirect);
        var (still, _) = await browser.GetAsync("overview");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        still.Dispose();
        using var own = await browser.PostAsync("sign-out", [token], ("Origin", "null"), ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(HttpStatusCode.Redirect, own.StatusCode);
    }

    [Fact]
    public async Task SignIn_GivesANewCookie_AndEndsTheOneBefore()
    {
        var account = await world.PersonAsync("Otto", ["operator"]);
        using var browser = new BrowserHttp(world.Web);
        await browser.SignInAsync(account, WebWorld.Password);
        var first = browser.SessionCookie!.Value;
        await browser.SignInAsync(account, WebWorld.Password);
        Assert.NotEqual(first, browser.SessionCookie!.Value);
        using var thief = new BrowserHttp(world.Web);
        thief.Cookies.Add(new System.Net.Cookie("ocip", first, "/", "127.0.0.1"));
        var (answer, _) = await thief.GetAsync("overview");
        using (answer)
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task SignIns_OfOneAddress_AreLimited_AndOthersAreNot()
    {
        using var many = new BrowserHttp(world.Web);
        HttpResponseMessage? last = null;
        for (var i = 0; i < 60 && last?.StatusCode != HttpStatusCode.TooManyRequests; i++)
        {
            last?.Dispose();
            last = await many.PostAsync("sign-in", [new("Form.Account", "nobody"), new("Form.Password", "wrong-harbour-19")]);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, last!.StatusCode);
        Assert.NotNull(last.Headers.RetryAfter);
        last.Dispose();
        using var other = new BrowserHttp(world.Web);
        using var answer = await other.PostAsync("sign-in", []);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    /// <summary>The queue, and an item open in it: with its marks, the files around it, a note and the names.</summary>
    private async Task ReviewAsync()
    {
        await using var visit = await world.OpenAsRoleAsync("reviewer", "account");
        await CleanAsync(visit, "/review?policy=lexicon%3Ahostile", "a.item");
        // The oldest of them is the first of the texts.
        await visit.Find("a.item").Last.ClickAsync();
        await Assertions.Expect(visit.Find(".pane .this mark[title*='<script>window.ran']").First).ToBeVisibleAsync();
        await Assertions.Expect(visit.Find(".pane .this .text").First).ToHaveTextAsync(HostileScene.Texts[0]);
        await CleanAsync(visit, there: ".pane .facts");
        await visit.PressAsync("n");
        await visit.Find("dialog[open] textarea").FillAsync(HostileScene.Texts[2]);
        await visit.AnswerAsync("Note it down");
        await Assertions.Expect(visit.Find(".pane .steps")).ToContainTextAsync(HostileScene.Texts[2]);
        await visit.PressAsync("u");
        await visit.Find("dialog[open] textarea").FillAsync(HostileScene.Texts[1]);
        await visit.AnswerAsync("Unmask");
        await Assertions.Expect(visit.Find(".pane .title h2")).ToContainTextAsync("mallory");
        await Assertions.Expect(visit.Find(".pane .steps")).ToContainTextAsync(HostileScene.Texts[1]);
        await CleanAsync(visit, there: ".pane .facts");
        await visit.ShootAsync("review-hostile");
    }

    private static string Heading(string title) => $"main h1:has-text(\"{title}\")";

    /// <summary>The page is there, and nothing on it is markup that somebody wrote.</summary>
    private static async Task CleanAsync(Visit visit, string? path = null, string there = "main")
    {
        if (path is not null)
            await visit.FollowAsync(path);
        await Assertions.Expect(visit.Find(there).First).ToBeVisibleAsync();
        await visit.StandsAsync();
        using var found = JsonDocument.Parse(await visit.Page.EvaluateAsync<string>(Look));
        Assert.True(found.RootElement.GetProperty("ran").GetInt32() == 0 && found.RootElement.GetProperty("title").GetString() != "ran", $"something ran on {visit.Path}");
        Assert.True(found.RootElement.GetProperty("markup").GetArrayLength() == 0, $"{visit.Path}: {found.RootElement.GetProperty("markup")}");
    }

    /// <summary>What was said is in the index and in the queue within seconds.</summary>
    private async Task FoundAsync(string reader)
    {
        using var officer = new Client.OcipClient(world.Server, (await world.Office.Admin.CreateTokenAsync(reader, new Protocol.AdminApi.TokenRequest(["investigator", "reviewer"]))).Token);
        var watch = Stopwatch.StartNew();
        while ((await officer.Archive.SearchAsync([new("q", "window")])).Hits.Length < HostileScene.Texts.Length / 2 || (await officer.Supervision.ItemsAsync([new("policy", "lexicon:hostile")], null)).Items.Length < 3)
        {
            if (watch.Elapsed > TimeSpan.FromMinutes(2))
                throw new TimeoutException("what was said is not in the index or not in the queue");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, default);
        }
    }
}
