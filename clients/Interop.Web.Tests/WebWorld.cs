using System.Collections.Concurrent;
using System.Text.Json;
using Interop.Bridges.RealServers.Installation;
using Interop.Bridges.RealServers.Processes;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.SignInApi;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>A real server, the web application on it, Chromium, and a person of every role. Shared by all tests, each of which makes people of its own when it changes something.</summary>
public sealed class WebWorld : IAsyncLifetime
{
    public const string Password = "violet-harbour-19";
    private const float PatienceMs = 90_000; // a busy machine is slow, not wrong
    public static readonly IReadOnlyList<string> Roles = ["reviewer", "supervisor", "policy", "investigator", "records", "privacy", "examiner", "operator", "admin"];
    private readonly string data = Directory.CreateTempSubdirectory("ocip-web-").FullName;
    private readonly ConcurrentDictionary<string, BrowserHttp> entered = new(StringComparer.Ordinal);
    private Programs? server;
    private Programs? web;
    private IPlaywright? playwright;
    private IBrowser? chromium;
    private int people;

    public Uri Server { get; private set; } = null!;

    public Uri Web { get; private set; } = null!;

    public OcipClient Office { get; private set; } = null!;

    /// <summary>Where somebody who develops looks at the pages: INTEROP_SHOTS, or nowhere.</summary>
    internal static string? Shots => Environment.GetEnvironmentVariable("INTEROP_SHOTS");

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(60_000); // milliseconds; a busy machine is slow, not wrong
        Server = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
        Web = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
        server = await Programs.StartAsync("server/Interop.Server", new Uri(Server, "ocip/v1/health"), "--provider", "acme.example", "--data", data, "--urls", Server.AbsoluteUri.TrimEnd('/'), "--development");
        web = await Programs.StartAsync("clients/Interop.Web", new Uri(Web, "sign-in"), "--server", Server.AbsoluteUri, "--urls", Web.AbsoluteUri.TrimEnd('/'));
        using var nobody = new OcipClient(Server, null);
        var secret = (await File.ReadAllTextAsync(Path.Combine(data, "bootstrap-secret"))).Trim();
        Office = new OcipClient(Server, (await nobody.Admin.BootstrapAsync(new BootstrapRequest(secret))).Token);
        playwright = await Playwright.CreateAsync();
        var program = Browser.Find() ?? throw new ServerMissingException("There is no Chromium: run ./interop setup");
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        if (chromium is not null)
            await chromium.DisposeAsync();
        playwright?.Dispose();
        Office?.Dispose();
        foreach (var browser in entered.Values)
            browser.Dispose();
        foreach (var program in new[] { web, server }.OfType<Programs>())
            await program.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    /// <summary>A new person with a password; answers the name of the account, which is that of the work persona too.</summary>
    public async Task<string> PersonAsync(string name, string[]? roles = null, bool isPersonalToo = false, string? displayName = null, bool isTwoAtWork = false)
    {
        var account = $"{name.ToLowerInvariant()}-{Interlocked.Increment(ref people)}";
        PersonaRequest[] personas = isPersonalToo ? [new("work", account), new("personal", account + "-own")] : [new("work", account)];
        if (isTwoAtWork)
            personas = [.. personas, new("work", account + "-board")];
        await Office.Admin.CreateAccountAsync(new AccountRequest(account, displayName ?? name, personas));
        if (roles is not null)
            await Office.SignIn.SetRolesAsync(account, new AccountRoles([.. roles.Select(r => new RoleGrant(r))]));
        var given = await Office.SignIn.GivePasswordAsync(account);
        using var nobody = new OcipClient(Server, null);
        var answer = await nobody.SignIn.SignInAsync(new SignInRequest(account, given.Password));
        using var changing = new OcipClient(Server, answer.Tokens![0].Token);
        await changing.SignIn.ChangePasswordAsync(new PasswordRequest(given.Password, Password));
        return account;
    }

    /// <summary>The API as a persona of that account.</summary>
    public async Task<OcipClient> ClientOfAsync(string account, bool hasAcknowledged = true, string persona = "work")
    {
        using var nobody = new OcipClient(Server, null);
        var answer = await nobody.SignIn.SignInAsync(new SignInRequest(account, Password));
        var client = new OcipClient(Server, answer.Tokens!.First(t => t.Persona == persona).Token);
        if (hasAcknowledged && persona == "work" && await client.SupervisionAsync() is { Acknowledged: false } shown)
            await client.AcknowledgeAsync(shown);
        return client;
    }

    /// <summary>A page that nobody is signed in to.</summary>
    public async Task<Visit> OpenAsync(string path, Look? look = null, string? state = null)
    {
        look ??= new Look();
        var context = await chromium!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
            ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "Europe/Lisbon",
            StorageState = state,
        });
        context.SetDefaultTimeout(PatienceMs);
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.Page.GotoAsync(new Uri(Web, path).AbsoluteUri);
        return visit;
    }

    /// <summary>Somebody who is signed in, without a browser: once for each account, and again where the sign-in was idle for too long.</summary>
    internal async Task<BrowserHttp> EnterAsync(string account)
    {
        if (entered.TryGetValue(account, out var known))
        {
            if (await known.IsInAsync())
                return known;
            known.Dispose();
        }
        var browser = new BrowserHttp(Web);
        await browser.SignInAsync(account, Password);
        return entered[account] = browser;
    }

    /// <summary>A page of somebody who is signed in.</summary>
    public async Task<Visit> OpenAsAsync(string account, string path, Look? look = null)
    {
        var visit = await OpenAsync(path, look, StateOf(await EnterAsync(account)));
        await visit.LiveAsync();
        return visit;
    }

    /// <summary>The person who has this role and nothing else.</summary>
    public async Task<Visit> OpenAsRoleAsync(string role, string path, Look? look = null) => await OpenAsAsync(await OfRoleAsync(role), path, look);

    /// <summary>The account of the person who has this role and nothing else.</summary>
    public Task<string> OfRoleAsync(string role) => ofRoles.GetOrAdd(role, r => PersonAsync(r, [r]));

    /// <summary>Cookies, as Playwright takes them.</summary>
    private static string StateOf(BrowserHttp entrance) => JsonSerializer.Serialize(new
    {
        cookies = entrance.Cookies.GetAllCookies().Select(c => new { name = c.Name, value = c.Value, domain = "127.0.0.1", path = "/", expires = -1, httpOnly = true, secure = false, sameSite = "Strict" }),
        origins = Array.Empty<object>(),
    });

    private readonly ConcurrentDictionary<string, Task<string>> ofRoles = new(StringComparer.Ordinal);
}
