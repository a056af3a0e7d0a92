using System.Net;
using Interop.Protocol.SignInApi;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>The entrance: who comes in, as whom, and what a browser is told.</summary>
[Collection(WebTests.Name)]
public sealed class SignInPageTests(WebWorld world)
{
    [Fact]
    public async Task SignIn_LeadsToTheLink_UnderANewId_AndSignOutEndsIt()
    {
        var account = await world.PersonAsync("Olga", ["operator"]);
        await using var visit = await world.OpenAsync("overview?hours=72");
        Assert.StartsWith("/sign-in?return=", visit.Path, StringComparison.Ordinal);
        await visit.Page.Context.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = "ocip", Value = "planted", Url = world.Web.AbsoluteUri }]);
        await visit.SignInAsync(account, WebWorld.Password);
        Assert.Equal("/overview?hours=72", visit.Path);
        var cookie = (await visit.Page.Context.CookiesAsync()).Single(c => c.Name == "ocip");
        Assert.True(cookie.HttpOnly && cookie.SameSite == SameSiteAttribute.Strict && cookie.Value.Length > 100);

        await visit.LiveAsync();
        await visit.Page.GetByLabel("Sign out").ClickAsync();
        await visit.Page.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));
        await visit.Page.Context.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = "ocip", Value = cookie.Value, Url = world.Web.AbsoluteUri }]);
        await visit.Page.GotoAsync(new Uri(world.Web, "overview").AbsoluteUri);
        Assert.StartsWith("/sign-in", visit.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPassword_IsRefused_AndOtherSitesAreNoReturn()
    {
        await using var visit = await world.OpenAsync("sign-in?return=//evil.example/");
        await visit.Page.FillAsync("[name='Form.Account']", "nobody");
        await visit.Page.FillAsync("[name='Form.Password']", "wrong-harbour-19");
        await visit.Page.ClickAsync("button[type=submit]");
        await Assertions.Expect(visit.Find("[role=alert]")).ToContainTextAsync("Account, password or code is wrong.");
        Assert.Equal("/", await visit.Find("form").GetAttributeAsync("data-return"));
        Assert.Empty(await visit.ViolationsAsync());
    }

    [Fact]
    public async Task OneTimePassword_IsReplaced_AndTheCodeOfASecondFactorAskedFor()
    {
        var account = await world.PersonAsync("Otto", ["operator"]);
        var given = await world.Office.SignIn.GivePasswordAsync(account);
        await using var visit = await world.OpenAsync("sign-in");
        await visit.Page.FillAsync("[name='Form.Account']", account);
        await visit.Page.FillAsync("[name='Form.Password']", given.Password);
        await visit.Page.ClickAsync("button[type=submit]");
        await visit.Page.FillAsync("[name='Form.Next']", "another-harbour-20");
        await visit.Page.FillAsync("[name='Form.Again']", "another-harbour-20");
        await visit.Page.ClickAsync("button[type=submit]");
        await Assertions.Expect(visit.Find("[role=status]")).ToContainTextAsync("The password was changed");
        await visit.SignInAsync(account, "another-harbour-20");
        await visit.LiveAsync();
        Assert.StartsWith("/overview", visit.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_AreForThisSiteAlone_AndFormsNeedTheirToken()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = world.Web };
        using var page = await http.GetAsync(new Uri("sign-in", UriKind.Relative));
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        using var form = new FormUrlEncodedContent([new("_handler", "sign-in"), new("Form.Account", "x"), new("Form.Password", "y")]);
        using var forged = await http.PostAsync(new Uri("sign-in", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        using var file = await http.GetAsync(new Uri("files/alice/" + new string('A', 43), UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
    }

    [Fact]
    public async Task Roles_ThatAreTakenAway_EndThePage()
    {
        var account = await world.PersonAsync("Rolf", ["operator"]);
        await using var visit = await world.OpenAsAsync(account, "overview");
        await Assertions.Expect(visit.Find("h1")).ToHaveTextAsync("Overview");
        await world.Office.SignIn.SetRolesAsync(account, new AccountRoles([]));
        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "3 days", Exact = true }).ClickAsync();
        await visit.Page.WaitForURLAsync("**/sign-in?return=**");
    }
}
