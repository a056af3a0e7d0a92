using System.Net.Http.Headers;
using System.Text;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.SignInApi;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>What administrators, operators and records managers do on their pages.</summary>
[Collection(WebTests.Name)]
public sealed class KeepingTests(WebWorld world)
{
    [Fact]
    public async Task Account_IsMade_GivenAPasswordOnce_AndRoles_AndIsUnlocked()
    {
        var name = $"nina-{Guid.CreateVersion7():N}"[..20];
        await using var visit = await world.OpenAsRoleAsync("admin", "accounts");
        await visit.PressAsync("n");
        await visit.Page.GetByLabel("Name for people").FillAsync("Nina \"<b>\" 合同");
        await visit.Page.GetByLabel("Account: for signing in").FillAsync(name);
        Assert.Empty(await visit.ViolationsAsync());
        await visit.AnswerAsync("Make the account");
        await Assertions.Expect(visit.Find(".pane > h2")).ToHaveTextAsync("Nina \"<b>\" 合同");
        await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("nobody signs in");

        await visit.Button("One-time password…").ClickAsync();
        await visit.AnswerAsync("Give it");
        var given = await visit.Find(".given code").InnerTextAsync();
        Assert.True(given.Length >= 12);
        await visit.ShootAsync("account-given");
        await visit.Button("I have it").ClickAsync();
        await Assertions.Expect(visit.Find(".given")).ToHaveCountAsync(0);
        Assert.DoesNotContain(given, await visit.Page.ContentAsync(), StringComparison.Ordinal);

        foreach (var role in new[] { "policy administrator", "reviewer" })
            await visit.Find(".pane li label").Filter(new LocatorFilterOptions { HasText = role }).First.ClickAsync();
        await Assertions.Expect(visit.Find(".pane .warn")).ToContainTextAsync("should not read it");
        await visit.Find(".pane li label").Filter(new LocatorFilterOptions { HasText = "policy administrator" }).First.ClickAsync();
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("Give these roles…").ClickAsync();
        await Assertions.Expect(visit.Find("dialog[open]")).ToContainTextAsync("gets reviewer");
        await visit.AnswerAsync("Change them");
        await Assertions.Expect(visit.Find(".pane [role=status]").Filter(new LocatorFilterOptions { HasText = "The roles are given" })).ToBeVisibleAsync();
        Assert.Equal("reviewer", Assert.Single((await world.Office.SignIn.RolesAsync(name)).Roles).Role);

        using var nobody = new OcipClient(world.Server, null);
        Task FailAsync() => Assert.ThrowsAsync<OcipProblemException>(() => nobody.SignIn.SignInAsync(new SignInRequest(name, "wrong-harbour-19")));
        for (var i = 0; i < 5; i++)
            await FailAsync();
        // Half a minute at first: where that is over before the page is there, the next failure locks it anew.
        await visit.AskUntilAsync(visit.Find(".pane").GetByText("Too many wrong passwords"), FailAsync);
        await visit.Button("Unlock").ClickAsync();
        await Assertions.Expect(visit.Find(".pane [role=status]").Filter(new LocatorFilterOptions { HasText = "need not wait" })).ToBeVisibleAsync();
        Assert.Equal(SignInAnswer.PasswordRequired, (await nobody.SignIn.SignInAsync(new SignInRequest(name, given))).State);
        await visit.ShootAsync("account");
    }

    [Fact]
    public async Task Accounts_AreFound_AndTheTableOfRolesIsThere()
    {
        await world.PersonAsync("Zacharias", ["operator"]);
        await using var visit = await world.OpenAsRoleAsync("admin", "accounts?find=ZACHARIAS");
        await visit.Find("a.line").First.ClickAsync();
        await Assertions.Expect(visit.Find(".pane > h2")).ToHaveTextAsync("Zacharias");
        Assert.Contains("account=zacharias", visit.Path, StringComparison.Ordinal);
        await visit.LookedAtAsync("accounts");
        await visit.FollowAsync("/accounts/roles");
        await Assertions.Expect(visit.Find("table")).ToContainTextAsync("Change policies");
        await visit.LookedAtAsync("roles");
    }

    [Fact]
    public async Task Bridges_SayWhatIsLost_AndAlarmsWhatToDo()
    {
        const string network = "example";
        var token = (await world.Office.Admin.RegisterBridgeAsync(new BridgeRequest(network))).Token;
        using var http = new HttpClient { BaseAddress = new Uri(world.Server, "ocip/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var manifest = new StringContent($$"""{"network":"{{network}}","connector":"Example 1","portals":["gated"],"features":{"text":"kept","thread":"degraded","typing":"lost"},"notes":{"thread":"Threads are shown as replies."},"encryption":"transport","textOctetsMax":4000}""", Encoding.UTF8, "application/json");
        using (var declared = await http.PutAsync(new Uri("bridge/manifest", UriKind.Relative), manifest))
            Assert.True(declared.IsSuccessStatusCode);
        await using var visit = await world.OpenAsRoleAsync("operator", $"bridges?network={network}");
        await Assertions.Expect(visit.Find(".pane .state")).ToContainTextAsync("The bridge is not connected");
        await Assertions.Expect(visit.Find(".pane .features")).ToContainTextAsync("Threads are shown as replies.");
        await Assertions.Expect(visit.Find(".pane a.record")).ToHaveCountAsync(0);
        await visit.LookedAtAsync("bridges");
        await visit.FollowAsync("/bridges");
        await Assertions.Expect(visit.Find($"ul[aria-label=Networks] a[href$='network={network}']")).ToContainTextAsync("away");
        Assert.Empty(await visit.ViolationsAsync());

        await visit.FollowAsync("/alarms");
        await Assertions.Expect(visit.Find("h2").First).ToHaveTextAsync("Standing now");
        await visit.Button("Try the webhook").ClickAsync();
        await Assertions.Expect(visit.Find(".tried")).ToContainTextAsync("nobody is told of alarms");
        await visit.LookedAtAsync("alarms");
    }

    [Fact]
    public async Task Schedule_IsChanged_AndWhatIsDueNeedsAnotherPerson()
    {
        const string name = "kept.three";
        await using var visit = await world.OpenAsRoleAsync("records", "retention");
        await visit.PressAsync("n");
        await visit.Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }).FillAsync(name);
        await visit.Page.GetByLabel("The rule that asks for it").FillAsync("Rule <7>");
        await visit.Page.GetByLabel("Kept at least: how many").FillAsync("3");
        await visit.Page.GetByLabel("Labels, with commas").FillAsync("minutes");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.AnswerAsync("Into the next version");
        await Assertions.Expect(visit.Find("#classes")).ToContainTextAsync("not in force yet");
        await visit.Button("Put it into force…").ClickAsync();
        await visit.AnswerAsync("Put into force");
        await Assertions.Expect(visit.Find("#classes")).ToContainTextAsync(", in force");
        await Assertions.Expect(visit.Find("section[aria-labelledby=classes]")).ToContainTextAsync("label minutes");
        await visit.LookedAtAsync("retention");
        await visit.FollowAsync("/retention?view=versions");
        await Assertions.Expect(visit.Find("section li").First).ToContainTextAsync($"{name} came: kept at least 3 years");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.FollowAsync("/retention?view=dispositions");
        await visit.Button("See what is due").ClickAsync();
        await visit.AnswerAsync("Compute it");
        await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("Nothing is due");
        await visit.LookedAtAsync("disposition");
        await visit.FollowAsync("/retention?view=backups");
        await Assertions.Expect(visit.Find("[data-state=empty]")).ToContainTextAsync("There is no backup");
        Assert.Empty(await visit.ViolationsAsync());
    }
}
