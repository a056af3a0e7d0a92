using System.Collections.Concurrent;
using System.Diagnostics;
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

    private static readonly TimeSpan AskedMax = TimeSpan.FromMinutes(2); // a busy machine is slow, not wrong
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

    /// <summary>Another address, loaded anew.</summary>
    public async Task LoadAsync(string path)
    {
        await Page.GotoAsync(new Uri(new Uri(Page.Url), $"/{path.TrimStart('/')}").AbsoluteUri);
        await LiveAsync();
    }

    public async Task ReloadAsync()
    {
        await Page.ReloadAsync();
        await LiveAsync();
    }

    /// <summary>Another address, as a link of the page leads there: nothing is loaded anew.</summary>
    public async Task FollowAsync(string path)
    {
        await Page.EvaluateAsync("path => Blazor.navigateTo(path)", path);
        await Page.WaitForFunctionAsync("path => location.pathname + location.search === path", path);
    }

    /// <summary>What the page has asked the server for is there.</summary>
    public Task StandsAsync() => Assertions.Expect(Find("[data-state=loading], [aria-busy=true]")).ToHaveCountAsync(0);

    /// <summary>Asks the page again until something is on it that the server makes by itself, within seconds of what was done.</summary>
    /// <param name="there">What is waited for.</param>
    /// <param name="before">Done each time before the page is asked again.</param>
    public async Task AskUntilAsync(ILocator there, Func<Task>? before = null)
    {
        await StandsAsync();
        for (var watch = Stopwatch.StartNew(); await there.CountAsync() == 0 && watch.Elapsed < AskedMax; await StandsAsync())
        {
            if (before is not null)
                await before();
            await ReloadAsync();
        }
        await Assertions.Expect(there.First).ToBeVisibleAsync();
    }

    /// <summary>A key that stands for a button of the page, once the button can be pressed: the page hears no key before, nor while a dialog is open.</summary>
    public async Task PressAsync(string key)
    {
        await Assertions.Expect(Find("dialog[open]")).ToHaveCountAsync(0);
        await Assertions.Expect(Find($"[data-key='{key}']:visible").First).ToBeEnabledAsync();
        await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Answers the open dialog with one of its buttons; it is gone then, and only what is behind it is on the page.</summary>
    public async Task AnswerAsync(string button)
    {
        await Find("dialog[open] .inside > :not(header)").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = button, Exact = true }).ClickAsync();
        await Assertions.Expect(Find("dialog[open]")).ToHaveCountAsync(0);
    }

    /// <summary>Leaves the open dialog by its key.</summary>
    public async Task LeaveDialogAsync()
    {
        await Assertions.Expect(Find("dialog[open]")).ToHaveCountAsync(1);
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Find("dialog[open]")).ToHaveCountAsync(0);
    }

    /// <summary>What is against WCAG 2.2 AA, as far as a program can tell, once the page stands.</summary>
    public async Task<string[]> ViolationsAsync()
    {
        await StandsAsync();
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
