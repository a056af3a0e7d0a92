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
        await visit.AskUntilAsync(visit.Find("a.hit"));
        await Assertions.Expect(visit.Find("a.hit mark").First).ToHaveTextAsync(word);
        await Assertions.Expect(visit.Find(".narrow section").First).ToContainTextAsync("Alice 1");
        await visit.ShootAsync($"search-facets-{width}");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Find(".narrow a").First.ClickAsync();
        await Assertions.Expect(visit.Find(".chosen")).ToContainTextAsync("sender: alice");
        await visit.AskUntilAsync(visit.Find("a.hit"));
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
        await visit.AnswerAsync("Keep");
        await Assertions.Expect(visit.Find(".chosen")).ToContainTextAsync("Kept");
        using var examiner = new OcipClient(world.Server, (await world.Office.Admin.CreateTokenAsync(await world.OfRoleAsync("examiner"), new TokenRequest(["examiner"]))).Token);
        Assert.Contains(await examiner.Archive.SavedSearchesAsync(), s => s.Name == name && s.Query.StartsWith($"q={name}&sender=", StringComparison.Ordinal));
        await visit.LoadAsync("search");
        var kept = visit.Find(".kept li").Filter(new LocatorFilterOptions { HasText = name });
        await Assertions.Expect(kept).ToContainTextAsync("shared with examiner");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.ShootAsync($"search-kept-{name}");
        await kept.GetByRole(AriaRole.Link).ClickAsync();
        await visit.Page.WaitForURLAsync($"**/search?q={name}&**");
        await visit.AskUntilAsync(visit.Find("a.hit"));
        await visit.Page.GoBackAsync();
        await kept.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(kept).ToHaveCountAsync(0);
        await visit.LoadAsync($"search?q={name}");
        await visit.AskUntilAsync(visit.Find("a.hit"));
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
        await visit.PressAsync("n");
        await visit.Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }).FillAsync($"Inquiry {account}");
        await visit.Page.GetByLabel("Custodians").FillAsync("not a person");
        await visit.Button("Open the case").ClickAsync();
        await Assertions.Expect(visit.Find("dialog[open] [role=alert]")).ToContainTextAsync("'not a person' is no account");
        await visit.Page.GetByLabel("Custodians").FillAsync(account);
        // Whoever presses twice opens one case.
        await visit.Button("Open the case").DblClickAsync();
        await Assertions.Expect(visit.Find("dialog[open]")).ToHaveCountAsync(0);
        await visit.StandsAsync();
        await Assertions.Expect(visit.Find(".cases li").Filter(new LocatorFilterOptions { HasText = $"Inquiry {account}" })).ToHaveCountAsync(1);
        await visit.Button("Place a hold").ClickAsync();
        await visit.Page.GetByLabel("Why", new PageGetByLabelOptions { Exact = true }).FillAsync("Subpoena");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.AnswerAsync("Place the hold");
        await Assertions.Expect(visit.Find(".pane .hold")).ToContainTextAsync("placed");
        await Assertions.Expect(visit.Find(".pane .hold")).ToContainTextAsync("Subpoena");
        await visit.ShootAsync("case");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("Release…").ClickAsync();
        await visit.Page.GetByLabel("Reason").FillAsync("Settled");
        await visit.AnswerAsync("Release");
        await Assertions.Expect(visit.Find(".pane .hold")).ToContainTextAsync("Settled");
    }

    [Fact]
    public async Task Export_IsMade_AndFetchedAsAFile()
    {
        await SayAsync("For the package.");
        await using var visit = await world.OpenAsRoleAsync("investigator", "exports");
        await visit.PressAsync("n");
        await visit.Page.GetByLabel("Purpose").FillAsync("Inquiry 17");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.AnswerAsync("Export");
        var package = visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Package", Exact = true });
        await Assertions.Expect(package).ToBeVisibleAsync();
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
        await visit.PressAsync("n");
        await visit.Page.GetByLabel("What the person asks for").SelectOptionAsync("erasure");
        await visit.Page.GetByLabel("Account or id").FillAsync(account);
        await visit.Page.GetByLabel("The right that is used").FillAsync("EU GDPR 17(1)(b)");
        await visit.AnswerAsync("Take it down");
        await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("waits for a second person");
        await Assertions.Expect(visit.Find(".pane .person")).ToHaveTextAsync("Subject");
        await Assertions.Expect(visit.Find(".pane .ids")).ToContainTextAsync(account);
        await visit.LookedAtAsync("privacy");
        await visit.Button("Approve…").ClickAsync();
        await visit.AnswerAsync("Approve");
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
}
