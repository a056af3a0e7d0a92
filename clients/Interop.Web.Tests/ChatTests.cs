using System.Text;
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

/// <summary>Chat: two people in two browsers, and what may not run in either.</summary>
[Collection(WebTests.Name)]
public sealed class ChatTests(WebWorld world)
{
    // Each would tell by changing the title, or by a request, if it ran.
    private static readonly string[] Hostile =
    [
        "<script>document.title='ran'</script>", "<img src=x onerror=\"document.title='ran'\">", "<svg/onload=document.title='ran'>", "\"><iframe srcdoc='<script>parent.document.title=1</script>'>",
        "javascript:document.title='ran'", "{{constructor.constructor('document.title=1')()}}", "<style>*{display:none}</style>", "<a href=\"data:text/html,<script>1</script>\">x</a>",
        "\u202Egnp.exe", "<!--Blazor:{\"type\":\"server\"}-->", "@(DateTime.Now)", "<form action=/sign-out method=post><button>",
    ];

    [Fact]
    public async Task TwoPeople_Talk_AndSeeEditsRepliesAndRetractions()
    {
        var (alice, bob) = (await world.PersonAsync("Alice"), await world.PersonAsync("Bob"));
        using var other = await world.ClientOfAsync(bob);
        await using var visit = await world.OpenAsAsync(alice, "chat");
        await visit.Button("New chat").ClickAsync();
        await visit.Page.GetByLabel("With whom?").FillAsync(bob);
        await visit.Button("Begin").ClickAsync();
        await Assertions.Expect(visit.Find(".gate")).ToContainTextAsync("Before you write");
        await visit.Button("I have read this").ClickAsync();
        await SayAsync(visit, "Good morning, Bob.");
        // Before it is taken, Bob's could be the first in the room: then it stands first.
        await Assertions.Expect(visit.Find("article.own")).ToContainTextAsync("Delivered");

        var room = RoomOf(visit);
        var said = await SubmitAsync(other, Message(room, "Good morning, Alice."));
        await Assertions.Expect(visit.Find("article").Last).ToContainTextAsync("Good morning, Alice.");
        await SubmitAsync(other, Message(room, "Good morning, dear Alice.") with { Type = EventTypes.Edit, Relates = new Relation(Relation.Replaces, said) });
        await Assertions.Expect(visit.Find("article").Last).ToContainTextAsync("dear Alice. edited");
        await Assertions.Expect(visit.Find(".rooms li .last")).ToHaveTextAsync("Good morning, dear Alice.");
        await visit.Page.GetByTitle("See what it said before").ClickAsync();
        await Assertions.Expect(visit.Find("dialog[open] li")).ToContainTextAsync(["dear Alice.", "Good morning, Alice."]);
        await visit.LeaveDialogAsync();
        await visit.Find("article").Last.HoverAsync();
        await visit.Button("Reply").Last.ClickAsync();
        await SayAsync(visit, "What is new?");
        await Assertions.Expect(visit.Find("article").Last.Locator(".quote")).ToContainTextAsync("dear Alice");
        await visit.ShootAsync("chat");
        await Assertions.Expect(visit.Find("article").Last).ToContainTextAsync("Delivered");
        await visit.Find("textarea[data-ready]").PressAsync("ArrowUp");
        await Assertions.Expect(visit.Find("textarea[data-ready]")).ToHaveValueAsync("What is new?");
        await visit.Find("textarea[data-ready]").PressAsync("Escape");
        await Assertions.Expect(visit.Find("textarea[data-ready]")).ToHaveValueAsync("");
        await visit.Find("article").Last.HoverAsync();
        await visit.Button("Retract").Last.ClickAsync();
        await visit.AnswerAsync("Retract");
        await Assertions.Expect(visit.Find("article").Last).ToContainTextAsync("This message was retracted.");
        await Assertions.Expect(visit.Find(".rooms li .last")).ToHaveTextAsync("You: Message retracted");
        Assert.Empty(await visit.ViolationsAsync());
    }

    [Fact]
    public async Task Hostile_TextNamesAndFiles_AreShownAsTheyAre_AndRunNothing()
    {
        var alice = await world.PersonAsync("Alice");
        var mallory = await world.PersonAsync("Mallory", displayName: "<img src=x onerror=\"document.title='ran'\">");
        using var evil = await world.ClientOfAsync(mallory);
        using var own = await world.ClientOfAsync(alice);
        var room = (await evil.CreateRoomAsync(new CreateRoomRequest("group", [(await own.WhoamiAsync()).User!.Value], "<script>document.title='ran'</script>", Hostile[1]))).Room;
        foreach (var text in Hostile)
            await SubmitAsync(evil, Message(room, text));
        await SubmitAsync(evil, new EventDraft { Room = room, Type = EventTypes.Message, Content = Json(MessageText.Of("plain", "<b onclick=\"document.title='ran'\">rich</b><script>document.title='ran'</script>")) });
        var media = await evil.Media.UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes("<script>document.title='ran'</script>")), "text/html");
        await SubmitAsync(evil, new EventDraft { Room = room, Type = EventTypes.Message, Content = Json(new MessageContent { Part = MediaClient.PartOf(media, "<img src=x onerror=alert(1)>.html", "text/html") }) });

        await using var visit = await world.OpenAsAsync(alice, $"chat/{alice}/{room.Provider.Value}/{room.Uuid:D}");
        await Assertions.Expect(visit.Find("article")).ToHaveCountAsync(Hostile.Length + 2);
        foreach (var text in Hostile)
            await Assertions.Expect(visit.Find(".lines").GetByText(text, new LocatorGetByTextOptions { Exact = true }).First).ToBeVisibleAsync();
        Assert.NotEqual("ran", await visit.Page.TitleAsync());
        Assert.Equal(0, await visit.Find(".lines script, .lines iframe, .lines img, .lines style, .rooms script").CountAsync());

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Find("a.file").ClickAsync());
        Assert.EndsWith(".html", download.SuggestedFilename, StringComparison.Ordinal);
        var cookies = string.Join("; ", (await visit.Page.Context.CookiesAsync()).Select(c => $"{c.Name}={c.Value}"));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Cookie", cookies);
        using var answer = await http.GetAsync(new Uri(world.Web, await visit.Find("a.file").GetAttributeAsync("href")));
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task APersonalChat_IsNotRecorded_AndHasNothingEarlier()
    {
        var (alice, ben) = (await world.PersonAsync("Alice", isPersonalToo: true), await world.PersonAsync("Ben", isPersonalToo: true));
        using var own = await world.ClientOfAsync(alice, persona: "personal");
        var room = (await own.CreateRoomAsync(new CreateRoomRequest("group", [UserId.Parse($"ocip://acme.example/u/{ben}-own")], "Hiking"))).Room;
        await using var visit = await world.OpenAsAsync(alice, $"chat/{alice}-own/{room.Provider.Value}/{room.Uuid:D}");
        await SayAsync(visit, "On Sunday?");
        await visit.Page.ReloadAsync();
        await Assertions.Expect(visit.Find(".lines")).ToContainTextAsync("On Sunday?");
        await Assertions.Expect(visit.Find(".lines")).ToContainTextAsync("This is all that waits here: nothing is archived.");
        await Assertions.Expect(visit.Button("Earlier messages")).ToHaveCountAsync(0);
        await Assertions.Expect(visit.Find(".banner")).ToContainTextAsync("Not recorded");
        await Assertions.Expect(visit.Find(".composer")).ToContainTextAsync("Personal, as Alice");
    }

    [Fact]
    public async Task TwoPersonasOfAKind_AreToldApart()
    {
        var alice = await world.PersonAsync("Alice", isPersonalToo: true, isTwoAtWork: true);
        await using var visit = await world.OpenAsAsync(alice, $"chat/{alice}-board");
        await Assertions.Expect(visit.Find(".switch a")).ToHaveTextAsync([$"Work: {alice}", "Personal", $"Work: {alice}-board"]);
        await Assertions.Expect(visit.Find(".switch a[aria-current]")).ToHaveTextAsync($"Work: {alice}-board");
        await visit.LookedAtAsync("chat-personas");
    }

    [Fact]
    public async Task Held_IsSaidInWords_AndPersonasAreApart()
    {
        var (alice, carol) = (await world.PersonAsync("Alice", isPersonalToo: true), await world.PersonAsync("Carol"));
        using var own = await world.ClientOfAsync(alice);
        var user = UserId.Parse($"ocip://acme.example/u/{carol}");
        var room = (await own.CreateRoomAsync(new CreateRoomRequest("direct", [user]))).Room;
        await world.Office.Admin.SetHoursAsync(user, new DeliveryHours { Zone = "Etc/UTC", Weekly = [] });
        await using var visit = await world.OpenAsAsync(alice, $"chat/{alice}/{room.Provider.Value}/{room.Uuid:D}");
        await SayAsync(visit, "Are you there?");
        await Assertions.Expect(visit.Find(".fate.held")).ToContainTextAsync("Held for Carol until");
        await Assertions.Expect(visit.Find(".rooms li .bottom")).ToContainTextAsync("You: Are you there?held");
        await visit.LookedAtAsync("chat-held");
        await visit.ReloadAsync();
        await Assertions.Expect(visit.Find(".rooms li .bottom")).ToContainTextAsync("You: Are you there?held");
        await Assertions.Expect(visit.Find(".chat.work")).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Find(".composer")).ToContainTextAsync("Work, as Alice");
        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Personal", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Find(".chat.personal")).ToContainTextAsync("not archived");
        await Assertions.Expect(visit.Find(".rooms li")).ToHaveCountAsync(0);
        // A link to a work chat, opened as the personal self: it is not shown, and leads to where it is.
        await visit.LoadAsync($"chat/{alice}-own/{room.Provider.Value}/{room.Uuid:D}");
        await Assertions.Expect(visit.Find(".chat.personal .nothing")).ToContainTextAsync("This chat is work");
        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Go there as work" }).ClickAsync();
        await Assertions.Expect(visit.Find(".chat.work article")).ToContainTextAsync("Are you there?");
    }

    [Fact]
    public async Task OnAPhone_RoomsAndConversation_CoverEachOther()
    {
        var (alice, dora) = (await world.PersonAsync("Alice"), await world.PersonAsync("Dora"));
        using var own = await world.ClientOfAsync(alice);
        var room = (await own.CreateRoomAsync(new CreateRoomRequest("direct", [UserId.Parse($"ocip://acme.example/u/{dora}")]))).Room;
        await SubmitAsync(own, Message(room, "مرحبا، 你好, こんにちは"));
        using var other = await world.ClientOfAsync(dora);
        var group = (await other.CreateRoomAsync(new CreateRoomRequest("group", [UserId.Parse($"ocip://acme.example/u/{alice}")], "Deliveries"))).Room;
        await SubmitAsync(other, Message(group, "The van is late, so we meet at the gate and not in the hall."));
        await using var visit = await world.OpenAsAsync(alice, "chat", Look.Phone);
        await Assertions.Expect(visit.Find(".rooms li .last")).ToHaveTextAsync(["Dora: The van is late, so we meet at the gate and not in the hall.", "You: مرحبا، 你好, こんにちは"]);
        await visit.LookedAtAsync("chat-list");
        await visit.Page.SetViewportSizeAsync(Look.Phone.Width, Look.Phone.Height);
        await visit.Find(".rooms li a").Last.ClickAsync();
        await Assertions.Expect(visit.Find("article")).ToContainTextAsync("你好");
        await Assertions.Expect(visit.Find(".rooms")).ToBeHiddenAsync();
        await visit.ShootAsync("chat-phone");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Page.GetByLabel("All chats").ClickAsync();
        await Assertions.Expect(visit.Find(".rooms")).ToBeVisibleAsync();
    }

    private static async Task SayAsync(Visit visit, string text)
    {
        var box = visit.Find("textarea[data-ready]");
        await box.FillAsync(text);
        await box.PressAsync("Enter");
        await Assertions.Expect(visit.Find("article").Last).ToContainTextAsync(text);
    }

    private static RoomId RoomOf(Visit visit) => RoomId.Parse($"ocip://{visit.Path.Split('/')[3]}/r/{visit.Path.Split('/')[4]}");

    private static EventDraft Message(RoomId room, string text) => new() { Room = room, Type = EventTypes.Message, Content = Json(MessageText.Of(text)) };

    private static JsonElement Json(MessageContent content) => JsonSerializer.SerializeToElement(content, OcipJson.Default.MessageContent);

    private static async Task<EventId> SubmitAsync(OcipClient client, EventDraft draft)
    {
        var result = (await client.SubmitAsync(new SubmitRequest(TransactionId.Create(TimeProvider.System), [draft]))).Results[0];
        return result.Event ?? throw new InvalidOperationException($"{result.Code} {result.Detail}");
    }
}
