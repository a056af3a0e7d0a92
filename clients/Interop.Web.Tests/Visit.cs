using System.Collections.Concurrent;
using System.Text.Json;
using Interop.Bridges.RealServers.Installation;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>One open page. Whatever it complains of, and whatever it loads from elsewhere, fails the test at the end.</summary>
public sealed class Visit : IAsyncDisposable
{
    private const string Violations = """
        async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations
          .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => `${n.target.join(' ')} ${(n.failureSummary ?? '').split('\n')[1] ?? ''}`).join(' | ')}`)
        """;

    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(
        System.IO.Path.Combine(NodePackages.FolderOf(Checkout.Root!, "clients/Interop.Web.Tests"), "node_modules", "axe-core", "axe.min.js")));

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = [];

    public Visit(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { IsLoopback: false, Scheme: not ("data" or "blob") })
                complaints.Enqueue($"from elsewhere: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>A complaint that the test is about.</summary>
    public Func<string, bool> Expected { get; set; } = _ => false;

    public string Path => new Uri(Page.Url).PathAndQuery;

    public ILocator Find(string selector) => Page.Locator(selector);

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name });

    public async Task SignInAsync(string account, string password)
    {
        await Page.FillAsync("[name='Form.Account']", account);
        await Page.FillAsync("[name='Form.Password']", password);
        await Page.ClickAsync("button[type=submit]");
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal), new PageWaitForURLOptions { Timeout = 60_000 });
    }

    /// <summary>The connection stands: what is clicked from here on is heard.</summary>
    public async Task LiveAsync()
    {
        await Page.WaitForFunctionAsync("() => document.documentElement.dataset.live === 'yes'", null, new PageWaitForFunctionOptions { Timeout = 60_000 });
    }

    /// <summary>What is against WCAG 2.2 AA, as far as a program can tell.</summary>
    public async Task<string[]> ViolationsAsync()
    {
        await Page.EvaluateAsync(Axe.Value);
        return JsonSerializer.Deserialize<string[]>((await Page.EvaluateAsync<JsonElement>(Violations)).GetRawText())!;
    }

    /// <summary>As it stands, narrow and light, then wide and dark: nothing against WCAG, and nothing that makes the page scroll sideways.</summary>
    public async Task LookedAtAsync(string name)
    {
        foreach (var look in new[] { new Look(360), new Look(IsDark: true) })
        {
            await Page.SetViewportSizeAsync(look.Width, look.Height);
            await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light });
            await ShootAsync($"{name}-{look.Width}");
            Assert.Empty(await ViolationsAsync());
            Assert.True(await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{name} scrolls sideways at {look.Width}");
        }
    }

    /// <summary>For somebody who looks, into a folder that is no part of the checkout.</summary>
    public async Task ShootAsync(string name)
    {
        if (WebWorld.Shots is { } folder)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = System.IO.Path.Combine(folder, $"{name}.png") });
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.DoesNotContain(complaints, complaint => !Expected(complaint));
    }
}
