using Interop.Bridges.RealServers.Installation;
using Interop.Cli.Spec.Versions;
using Interop.Cli.Tests.Spec.Site;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Cli.Tests.Spec.Browsing;

/// <summary>Chromium, and this checkout's site to open in it from the disk.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? chromium;

    internal BuiltSite Site { get; } = new(Repository.Root);

    public async Task InitializeAsync()
    {
        Site.Write(StandardVersion.Draft);
        Assertions.SetDefaultExpectTimeout(20_000); // milliseconds; a busy machine is slow, not wrong
        playwright = await Playwright.CreateAsync();
        var program = Interop.Bridges.RealServers.Installation.Browser.Find() ?? throw new ServerMissingException("There is no Chromium: run ./interop setup");
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox"] });
    }

    /// <summary>Opens a page of the draft, or of another folder.</summary>
    /// <param name="page">Path from the version's folder, or an absolute file.</param>
    /// <param name="look">Width in pixels, colours, motion.</param>
    internal async Task<Visit> OpenAsync(string page, Look? look = null)
    {
        look ??= new Look();
        var context = await chromium!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = look.Width, Height = 900 },
            ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = look.IsCalm ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
        });
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.Page.GotoAsync(Address(page));
        return visit;
    }

    internal string Address(string page) => "file://" + (Path.IsPathRooted(page) ? page : Path.Combine(Site.Folder, "draft", page));

    public async Task DisposeAsync()
    {
        if (chromium is not null)
            await chromium.DisposeAsync();
        playwright?.Dispose();
        Site.Dispose();
    }
}
