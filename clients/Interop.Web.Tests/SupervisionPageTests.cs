using System.Globalization;
using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;
using Interop.Protocol.SignInApi;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>Supervision: review by keys, many at once, watching live, settings, and names in search and palette.</summary>
[Collection(WebTests.Name)]
public sealed class SupervisionPageTests(WebWorld world)
{
    [Fact]
    public async Task Items_AreMarked_DecidedByKeys_AndTogether()
    {
        var word = await FlagAsync();
        var (alice, bob) = (await world.PersonAsync("Alice"), await world.PersonAsync("Bob"));
        using var own = await world.ClientOfAsync(alice);
        var room = await DirectAsync(own, bob);
        await SayAsync(own, room, $"About the {word}, 内幕交易 😀", "Same again.", $"Same {word} again.", $"Same {word} again.", $"Same {word} again.");
        var reviewer = await world.PersonAsync("Rita", ["reviewer"]);
        await using var visit = await world.OpenAsAsync(reviewer, $"review?policy=lexicon%3A{word}");
        await visit.AskUntilAsync(visit.Find("a.item").Nth(3));
        await Assertions.Expect(visit.Find("a.item")).ToHaveCountAsync(4);
        Assert.Empty(await visit.ViolationsAsync());

        await visit.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(visit.Find(".pane .this")).ToContainTextAsync(word);
        await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("Person A");
        await Assertions.Expect(visit.Find(".pane .facts")).ToContainTextAsync("2 other items");
        var first = ItemOf(visit);
        await visit.ShootAsync("review");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.PressAsync("c");
        await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("you have it");
        // Typed faster than the dialog comes: "1" is its first letter then, and closes nothing.
        await visit.PressAsync("n");
        await visit.Page.Keyboard.TypeAsync("1 of 2 is known");
        await Assertions.Expect(visit.Find("dialog[open] textarea")).ToHaveValueAsync("1 of 2 is known");
        await visit.LeaveDialogAsync();
        await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("you have it");
        await visit.PressAsync("1");
        await Assertions.Expect(visit.Find(".last[role=status]")).ToContainTextAsync("closed as compliant");
        await Assertions.Expect(visit.Find("a.item").First).ToContainTextAsync("Compliant");
        var item = ItemOf(visit);
        Assert.NotEqual(first, item);

        // Somebody else takes the next one meanwhile: what was shown at once is taken back, with the reason.
        await OpenAsync(visit, item);
        using var rolf = await DeskOfAsync(await world.PersonAsync("Rolf", ["reviewer"]));
        await rolf.Supervision.ActAsync(new Interop.Protocol.ReviewApi.ReviewAction { Id = TransactionId.Create(TimeProvider.System), What = "claim", Items = [item] });
        await visit.PressAsync("4");
        await Assertions.Expect(visit.Find(".last[role=alert]")).ToContainTextAsync("has it");
        await Assertions.Expect(visit.Find($"a.item[href$='&item={item}']")).Not.ToContainTextAsync("False positive");

        // The rest together, with the one that is open by now.
        Assert.NotEqual(item, ItemOf(visit));
        await OpenAsync(visit, ItemOf(visit));
        await visit.Page.Keyboard.PressAsync("x");
        await Assertions.Expect(visit.Find(".bulk")).ToContainTextAsync("1 selected");
        await visit.Button("Select all of this filter").ClickAsync();
        await Assertions.Expect(visit.Find(".bulk")).ToContainTextAsync("3 selected");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.PressAsync("d");
        await visit.Page.GetByLabel("What came of it").SelectOptionAsync("falsePositive");
        await visit.AnswerAsync("Close");
        await Assertions.Expect(visit.Find(".bulk")).ToContainTextAsync("2 closed as false positive");
        await Assertions.Expect(visit.Find(".bulk [role=alert]")).ToContainTextAsync("1 not done");
        await visit.ShootAsync("review-bulk");
    }

    [Fact]
    public async Task ARoom_IsWatched_AndThatIsSaid()
    {
        await world.Office.Admin.DeclareSupervisionAsync(Declared("monitored", "watched-1"));
        try
        {
            var (alice, bob) = (await world.PersonAsync("Alice"), await world.PersonAsync("Bob"));
            using var own = await world.ClientOfAsync(alice);
            var room = await DirectAsync(own, bob);
            await SayAsync(own, room, "Before anybody watches.");
            await using var visit = await world.OpenAsRoleAsync("reviewer", "live");
            await visit.Find($"a.room[href*='{room.Uuid:D}']").ClickAsync();
            await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("They do not see who");
            Assert.Empty(await visit.ViolationsAsync());
            await visit.PressAsync("w");
            await Assertions.Expect(visit.Find(".pane .state")).ToContainTextAsync("watching since");
            await SayAsync(own, room, "<script>document.title='ran'</script> 你好");
            var said = visit.Find(".pane article").Filter(new LocatorFilterOptions { HasText = "<script>document.title='ran'</script> 你好" });
            await Assertions.Expect(said).ToContainTextAsync("Person A");
            await visit.ShootAsync("live");
            Assert.Empty(await visit.ViolationsAsync());
            await visit.PressAsync("w");
            await Assertions.Expect(visit.Button("Watch this room")).ToBeVisibleAsync();
            await using var watched = await world.OpenAsAsync(alice, $"chat/{alice}/{room.Provider.Value}/{room.Uuid:D}");
            await watched.Find("details.banner summary").ClickAsync();
            await Assertions.Expect(watched.Find("details.banner")).ToContainTextAsync("Officers may watch a room as it happens");
        }
        finally
        {
            await world.Office.Admin.DeclareSupervisionAsync(Declared("archived", "watched-2"));
        }
    }

    [Fact]
    public async Task Settings_AreWrittenByPolicyAdministrators_AndReadByReviewers()
    {
        await using var visit = await world.OpenAsRoleAsync("policy", "supervision?part=plans");
        await visit.PressAsync("n");
        await visit.Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }).FillAsync("nightly");
        await visit.Page.GetByLabel("Share of each").FillAsync("101");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("Save").ClickAsync();
        await Assertions.Expect(visit.Find("dialog[open] [role=alert]")).ToContainTextAsync("percent is 0 to 100");
        await visit.Page.GetByLabel("Share of each").FillAsync("10.25");
        await visit.AnswerAsync("Save");
        await Assertions.Expect(visit.Find("tbody")).ToContainTextAsync("10.25 %");
        await visit.ShootAsync("supervision");
        Assert.Empty(await visit.ViolationsAsync());
        await Assertions.Expect(visit.Find("nav[aria-label=Parts]")).Not.ToContainTextAsync("Draws");

        await using var phone = await world.OpenAsRoleAsync("examiner", "supervision?part=draws", new Look(360, IsDark: true));
        await phone.AskUntilAsync(phone.Find("tbody"));
        await Assertions.Expect(phone.Find("tbody")).ToContainTextAsync("sealed");
        await Assertions.Expect(phone.Button("New plan")).ToHaveCountAsync(0);
        await phone.ShootAsync("draws");
        Assert.Empty(await phone.ViolationsAsync());
    }

    [Fact]
    public async Task Names_AreOffered_InSearch_AndInThePalette()
    {
        var quentin = await world.PersonAsync("Quentin", displayName: "Quentin Ångström");
        using var own = await world.ClientOfAsync(quentin);
        var name = $"Quorum of {quentin}";
        await own.CreateRoomAsync(new CreateRoomRequest("group", [], name));
        await using var visit = await world.OpenAsRoleAsync("investigator", "search");
        var box = visit.Page.GetByRole(AriaRole.Combobox, new PageGetByRoleOptions { Name = "Words to search for" });
        await box.FillAsync("clause people:quen");
        await Assertions.Expect(visit.Find("#search-offered")).ToContainTextAsync("Quentin Ångström");
        Assert.Empty(await visit.ViolationsAsync());
        await box.PressAsync("ArrowDown");
        await Assertions.Expect(visit.Find("[role=option][aria-selected=true]")).ToHaveCountAsync(1);
        await box.PressAsync("Enter");
        await Assertions.Expect(visit.Find(".chosen")).ToContainTextAsync(quentin);
        Assert.Contains("person=ocip%3A%2F%2Facme.example%2Fu%2Fquentin", visit.Path, StringComparison.Ordinal);
        Assert.Contains("q=clause", visit.Path, StringComparison.Ordinal);
        await visit.ShootAsync("search-names");

        await visit.Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(visit.Find("#palette-text")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync(name);
        await Assertions.Expect(visit.Find(".palette [role=option]")).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Find(".palette [role=option]")).ToContainTextAsync(name);
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Find(".chosen")).ToContainTextAsync("room:");
        Assert.Contains("search?in=ocip%3A%2F%2Facme.example%2Fr%2F", visit.Path, StringComparison.Ordinal);
    }

    /// <summary>A policy that flags a word, in force; the word, which is also its name.</summary>
    private async Task<string> FlagAsync()
    {
        using var author = await DeskOfAsync(await world.PersonAsync("Paula", ["policy"]));
        var second = await world.PersonAsync("Petra", ["policy"]);
        using var approver = await DeskOfAsync(second);
        var word = "flagged" + second.Replace("petra-", "", StringComparison.Ordinal);
        var settings = JsonSerializer.SerializeToElement(new Dictionary<string, string[]> { ["terms"] = [word] });
        var draft = await author.Policies.DraftAsync(word, new PolicyDefinition { Kind = "lexicon", Action = "flag", Settings = settings }, null);
        await approver.Policies.ApproveAsync(await author.Policies.ProposeAsync(draft));
        return word;
    }

    private async Task<OcipClient> DeskOfAsync(string account)
    {
        using var nobody = new OcipClient(world.Server, null);
        var answer = await nobody.SignIn.SignInAsync(new SignInRequest(account, WebWorld.Password));
        return new OcipClient(world.Server, answer.Tokens!.First(t => t.User is null).Token);
    }

    private static async Task<RoomId> DirectAsync(OcipClient own, string with) =>
        (await own.CreateRoomAsync(new CreateRoomRequest("direct", [UserId.Parse($"ocip://acme.example/u/{with}")]))).Room;

    private static async Task SayAsync(OcipClient client, RoomId room, params string[] texts)
    {
        var drafts = texts.Select(text => new EventDraft { Room = room, Type = EventTypes.Message, Content = JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent) });
        var answer = await client.SubmitAsync(new SubmitRequest(TransactionId.Create(TimeProvider.System), [.. drafts]));
        Assert.All(answer.Results, result => Assert.Equal('2', result.Code[0]));
    }

    /// <summary>The item that the page's address names.</summary>
    private static long ItemOf(Visit visit) => long.Parse(visit.Path[(visit.Path.IndexOf("&item=", StringComparison.Ordinal) + 6)..], CultureInfo.InvariantCulture);

    /// <summary>It stands in the pane and its row is the open one: keys are about it.</summary>
    private static async Task OpenAsync(Visit visit, long item)
    {
        await Assertions.Expect(visit.Find($".pane .title[data-item='{item}']")).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Find("a.item[aria-current=true]")).ToHaveAttributeAsync("href", $"{visit.Path}");
    }

    private static SupervisionRequest Declared(string mode, string version) => new()
    {
        Mode = mode, Scope = "Every chat.", Purpose = "Looking after it.", LegalBasis = "A contract.", Version = version, Texts = new(StringComparer.Ordinal) { ["en"] = "We look after this chat." },
    };
}
