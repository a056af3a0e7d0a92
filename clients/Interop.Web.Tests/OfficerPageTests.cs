using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>What officers do on the pages of the archive: find, read, prove, preserve, export, answer people.</summary>
[Collection(WebTests.Name)]
public sealed class OfficerPageTests(WebWorld world)
{
    [Theory]
    [InlineData(1440, false)]
    [InlineData(360, true)]
    public async Task Search_FindsWords_AndShowsTheConversation(int width, bool isDark)
    {
        var word = $"zephyr{width}";
        await SayAsync($"Please look at the {word} before noon.", "<script>document.title='ran'</script> 合同");
        await using var visit = await world.OpenAsRoleAsync("investigator", $"search?q={word}", new Look(width, isDark));
        await FoundAsync(visit);
        await Assertions.Expect(visit.Find("a.hit mark").First).ToHaveTextAsync(word);
        await Assertions.Expect(visit.Find(".narrow section").First).ToContainTextAsync("Alice 1");
        await visit.ShootAsync($"search-facets-{width}");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Find(".narrow a").First.ClickAsync();
        await Assertions.Expect(visit.Find(".chosen")).ToContainTextAsync("sender: alice");
        await FoundAsync(visit);
        await KeepAsync(visit, word);
        await visit.Find("a.hit").First.ClickAsync();
        await Assertions.Expect(visit.Find(".pane article.selected")).ToContainTextAsync("before noon");
        await Assertions.Expect(visit.Find(".pane article").Last).ToContainTextAsync("<script>document.title='ran'</script> 合同");
        await visit.ShootAsync($"search-{width}");
        Assert.Contains("hit=", visit.Path, StringComparison.Ordinal);
        Assert.Empty(await visit.ViolationsAsync());
    }

    /// <summary>Keeps what is asked, shares it, finds it again on the page without a question, and removes it.</summary>
    private async Task KeepAsync(Visit visit, string name)
    {
        await visit.Button("Keep…").ClickAsync();
        await visit.Page.GetByLabel("Name; an own search").FillAsync(name);
        await visit.Page.GetByLabel("examiners").CheckAsync();
        Assert.Empty(await visit.ViolationsAsync());
        await visit.ShootAsync($"search-keep-{name}");
        await visit.Find("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Keep", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Find(".chosen")).ToContainTextAsync("Kept");
        using var examiner = new OcipClient(world.Server, (await world.Office.Admin.CreateTokenAsync(await world.OfRoleAsync("examiner"), new TokenRequest(["examiner"]))).Token);
        Assert.Contains(await examiner.Archive.SavedSearchesAsync(), s => s.Name == name && s.Query.StartsWith($"q={name}&sender=", StringComparison.Ordinal));
        await visit.Page.GotoAsync(new Uri(world.Web, "search").AbsoluteUri);
        await visit.LiveAsync();
        var kept = visit.Find(".kept li").Filter(new LocatorFilterOptions { HasText = name });
        await Assertions.Expect(kept).ToContainTextAsync("shared with examiner");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.ShootAsync($"search-kept-{name}");
        await kept.GetByRole(AriaRole.Link).ClickAsync();
        await FoundAsync(visit);
        await visit.Page.GoBackAsync();
        await kept.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(kept).ToHaveCountAsync(0);
        await visit.Page.GotoAsync(new Uri(world.Web, $"search?q={name}").AbsoluteUri);
        await visit.LiveAsync();
        await FoundAsync(visit);
    }

    [Fact]
    public async Task Record_IsProvedByTheBrowser_AndOneThatWasAlteredIsNot()
    {
        var index = await SayAsync("To be proved.");
        await using var visit = await world.OpenAsRoleAsync("examiner", $"archive/records/{index}");
        await Assertions.Expect(visit.Find("header.head")).ToContainTextAsync("proved in this browser");
        await Assertions.Expect(visit.Find("blockquote")).ToHaveTextAsync("To be proved.");
        await visit.ShootAsync("record");
        Assert.Empty(await visit.ViolationsAsync());

        var note = await world.Office.Archive.CheckpointAsync();
        var size = long.Parse(note.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);
        var (record, proof, keys) = (await world.Office.Archive.RecordAsync(index), await world.Office.Archive.InclusionAsync(index, size), await world.Office.KeysAsync());
        var whole = record.Record.GetRawText();
        async Task<JsonElement> ProveAsync(string text, string head) => await visit.Page.EvaluateAsync<JsonElement>(
            "async a => (await import('/js/proof.js')).prove(a.text, a.index, a.size, a.path, a.head, a.keys)",
            new { text, index, size, path = proof.Path, head, keys = JsonSerializer.Serialize(keys, OcipJson.Default.JsonWebKeySet) });
        Assert.True((await ProveAsync(whole, note)).GetProperty("isInTree").GetBoolean());
        Assert.False((await ProveAsync(whole.Replace("2.0.0", "5.1.0", StringComparison.Ordinal), note)).GetProperty("isInTree").GetBoolean());
        var forged = await ProveAsync(whole, note.Replace($"\n{size}\n", $"\n{size + 1}\n", StringComparison.Ordinal));
        Assert.Equal(JsonValueKind.Null, forged.GetProperty("signedBy").ValueKind);
    }

    [Fact]
    public async Task Case_IsOpened_AHoldPlaced_AndReleased()
    {
        var account = await world.PersonAsync("Custodian");
        await using var visit = await world.OpenAsRoleAsync("records", "cases");
        await visit.Page.Keyboard.PressAsync("n");
        await visit.Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }).FillAsync($"Inquiry {account}");
        await visit.Page.GetByLabel("Custodians").FillAsync("not a person");
        await visit.Button("Open the case").ClickAsync();
        await Assertions.Expect(visit.Find("[role=alert]")).ToContainTextAsync("'not a person' is no account");
        await visit.Page.GetByLabel("Custodians").FillAsync(account);
        await visit.Button("Open the case").ClickAsync();
        await visit.Button("Place a hold").ClickAsync();
        await visit.Page.GetByLabel("Why").FillAsync("Subpoena");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("Place the hold").ClickAsync();
        await Assertions.Expect(visit.Find(".pane .hold")).ToContainTextAsync("placed");
        await Assertions.Expect(visit.Find(".pane .hold")).ToContainTextAsync("Subpoena");
        await visit.ShootAsync("case");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("Release…").ClickAsync();
        await visit.Page.GetByLabel("Reason").FillAsync("Settled");
        await visit.Find("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Release" }).ClickAsync();
        await Assertions.Expect(visit.Find(".pane .hold")).ToContainTextAsync("Settled");
    }

    [Fact]
    public async Task Export_IsMade_AndFetchedAsAFile()
    {
        await SayAsync("For the package.");
        await using var visit = await world.OpenAsRoleAsync("investigator", "exports");
        await visit.Page.Keyboard.PressAsync("n");
        await visit.Page.GetByLabel("Purpose").FillAsync("Inquiry 17");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("Export").Last.ClickAsync();
        var package = visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Package" });
        await Assertions.Expect(package).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 60_000 });
        await visit.ShootAsync("export");
        Assert.Empty(await visit.ViolationsAsync());
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => package.ClickAsync());
        await using var octets = await download.CreateReadStreamAsync();
        var first = new byte[2];
        await octets.ReadExactlyAsync(first);
        Assert.Equal("PK"u8.ToArray(), first);
    }

    [Fact]
    public async Task RequestOfAPerson_NeedsAnotherPerson()
    {
        var account = await world.PersonAsync("Subject");
        await using var visit = await world.OpenAsRoleAsync("privacy", "privacy");
        await visit.Page.Keyboard.PressAsync("n");
        await visit.Page.GetByLabel("What the person asks for").SelectOptionAsync("erasure");
        await visit.Page.GetByLabel("Account or id").FillAsync(account);
        await visit.Page.GetByLabel("The right that is used").FillAsync("EU GDPR 17(1)(b)");
        await visit.Button("Take it down").ClickAsync();
        await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("waits for a second person");
        await Assertions.Expect(visit.Find(".pane .person")).ToHaveTextAsync("Subject");
        await Assertions.Expect(visit.Find(".pane .ids")).ToContainTextAsync(account);
        await visit.LookedAtAsync("privacy");
        await visit.Button("Approve…").ClickAsync();
        await visit.Find("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(visit.Find(".pane [role=alert]")).ToBeVisibleAsync();
    }

    /// <summary>Index of the first of these, which somebody says to somebody.</summary>
    private async Task<long> SayAsync(params string[] texts)
    {
        var (alice, bob) = (await world.PersonAsync("Alice"), await world.PersonAsync("Bob"));
        using var client = await world.ClientOfAsync(alice);
        var room = (await client.CreateRoomAsync(new CreateRoomRequest("direct", [UserId.Parse($"ocip://acme.example/u/{bob}")]))).Room;
        var drafts = texts.Select(text => new EventDraft
        {
            Room = room, Type = EventTypes.Message, Content = JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent),
        });
        return (await client.SubmitAsync(new SubmitRequest(TransactionId.Create(TimeProvider.System), [.. drafts]))).Results[0].Index!.Value;
    }

    /// <summary>What was said is found within seconds; until then the page is asked again.</summary>
    private static async Task FoundAsync(Visit visit)
    {
        for (var i = 0; i < 120 && await visit.Find("a.hit").CountAsync() == 0; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, default);
            await visit.Page.ReloadAsync();
            await visit.LiveAsync();
            await visit.Page.WaitForSelectorAsync("a.hit, [data-state='empty']");
        }
    }
}
