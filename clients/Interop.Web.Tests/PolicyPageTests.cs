using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>The policy book as its readers see it: who was told by a disclosure, and what the audit says of who wrote it.</summary>
[Collection(WebTests.Name)]
public sealed class PolicyPageTests(WebWorld world)
{
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(1); // the browser matches, this is for the analyzer of expressions

    [Fact]
    public async Task Disclosure_SaysWhoWasTold_WithNamesForWhoMayReadThem_AndItsChangesAreAudited()
    {
        var (writes, author) = (await world.PersonAsync("Wanda"), await world.PersonAsync("Paula"));
        const string policy = "recorded-line";
        await InForceAsync(policy, author, writes);
        await using var wide = await world.OpenAsRoleAsync("policy", $"policies?name={policy}");
        await Assertions.Expect(wide.Find(".told")).ToContainTextAsync("Nobody yet");
        await TalkAsync(writes);
        await wide.ReloadAsync();
        await Assertions.Expect(wide.Find(".told li")).ToContainTextAsync("told, no answer");
        await Assertions.Expect(wide.Find(".told")).Not.ToContainTextAsync("Bob Barros");
        await wide.Find(".told .states button").GetByText("consented").ClickAsync();
        await Assertions.Expect(wide.Find(".told")).ToContainTextAsync("Nobody consented");
        await Assertions.Expect(wide.Find(".version pre")).ToContainTextAsync("não");
        await wide.ShootAsync("disclosure");
        Assert.Empty(await wide.ViolationsAsync());

        await WriteAsync(wide);

        await using var narrow = await world.OpenAsRoleAsync("examiner", $"policies?name={policy}", new Look(360, true));
        var told = narrow.Find(".told");
        await Assertions.Expect(told.Locator("li")).ToContainTextAsync("Bob Barros");
        await Assertions.Expect(told.Locator("li")).ToContainTextAsync("by version 1 in pt");
        await narrow.ShootAsync("disclosure-360");
        Assert.Empty(await narrow.ViolationsAsync());
        Assert.True(await narrow.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways");

        // Changes come to the audit within seconds of their records; until then the page is asked again.
        await AuditedAsync(narrow, author, "proposed a policy");
        await AuditedAsync(narrow, "admin", "made a token");
    }

    /// <summary>A policy is written without knowing any JSON but that of its kind: to what it applies, how long it holds, and from when.</summary>
    private static async Task WriteAsync(Visit visit)
    {
        await visit.LoadAsync("policies");
        await visit.Button("New policy").ClickAsync();
        var dialog = visit.Find("dialog[open]");
        await dialog.GetByLabel("Name", new LocatorGetByLabelOptions { Exact = true }).FillAsync("wide-mail");
        await dialog.GetByLabel(new Regex("^Kind", RegexOptions.None, Brief)).SelectOptionAsync("preapproval");
        await dialog.GetByLabel("What is done").SelectOptionAsync("hold");
        await Assertions.Expect(dialog.GetByLabel("Settings of the kind")).ToHaveValueAsync(new Regex("outsidersMin", RegexOptions.None, Brief));
        await dialog.GetByLabel("Minutes that it waits").FillAsync("30");
        await dialog.GetByLabel("Networks").FillAsync("told, partner.example");
        await dialog.GetByLabel("to somebody outside").CheckAsync();
        await visit.ShootAsync("policy-dialog");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.AnswerAsync("Save the draft");
        await Assertions.Expect(visit.Find(".version summary + p")).ToHaveTextAsync(new Regex("hold it for a time \\(30 minutes\\) · networks told, partner.example · to somebody outside", RegexOptions.None, Brief));
        await visit.Button("Propose it").ClickAsync();
        await dialog.GetByLabel("In force from").FillAsync("2099-01-04T09:00");
        await visit.AnswerAsync("Propose");
        await Assertions.Expect(visit.Find(".version").GetByText("waits for approval")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Find(".version summary + p")).ToContainTextAsync("2099");
        await visit.ShootAsync("policy-proposed");
    }

    private static async Task AuditedAsync(Visit visit, string officer, string words)
    {
        await visit.LoadAsync($"audit?officer={officer}");
        await visit.AskUntilAsync(visit.Find("a.line").GetByText(words));
    }

    private async Task InForceAsync(string policy, string author, string writes)
    {
        using var one = await DeskAsync(author);
        using var other = await DeskAsync(await world.PersonAsync("Petra"));
        var draft = await one.Policies.DraftAsync(policy, new PolicyDefinition
        {
            Kind = "disclosure", Action = "flag", Scope = new PolicyScopeView { People = [UserOf(writes)] },
            Settings = JsonElement.Parse("""{"require":"consent","fallback":"en","texts":{"en":{"text":"Recorded.","grant":["yes"],"refuse":["no"],"withdraw":["stop"]},"pt":{"text":"Gravada.","grant":["sim"],"refuse":["não"],"withdraw":["parar"]}}}"""),
        }, null);
        await other.Policies.ApproveAsync(await one.Policies.ProposeAsync(draft));
    }

    /// <summary>Somebody of a network, whose language it says, is written to.</summary>
    private async Task TalkAsync(string writes)
    {
        const string network = "told";
        using var http = new HttpClient { BaseAddress = new Uri(world.Server, "ocip/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await world.Office.Admin.RegisterBridgeAsync(new BridgeRequest(network))).Token);
        using var contact = await http.PutAsJsonAsync("bridge/contacts", new { network, account = "@bob:told.example", displayName = "Bob Barros", language = "pt-BR" });
        var bob = (await contact.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("user").GetString()!;
        using var client = await world.ClientOfAsync(writes);
        var room = (await client.CreateRoomAsync(new CreateRoomRequest("group", [UserId.Parse(bob)], "Line"))).Room;
        await client.SubmitAsync(new SubmitRequest(TransactionId.Create(TimeProvider.System), [new EventDraft { Room = room, Type = EventTypes.Message, Content = JsonSerializer.SerializeToElement(MessageText.Of("Olá"), OcipJson.Default.MessageContent) }]));
    }

    private async Task<OcipClient> DeskAsync(string account) => new(world.Server, (await world.Office.Admin.CreateTokenAsync(account, new TokenRequest(["policy"]))).Token);

    private static UserId UserOf(string account) => UserId.Parse($"ocip://acme.example/u/{account}");
}
