using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.SignInApi;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>What people do in the chat besides talking: sending later, urgent messages, files, people of a room, reports, and reading a long room.</summary>
[Collection(WebTests.Name)]
public sealed class ParticipantTests(WebWorld world)
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public async Task People_AreFoundAddedAndRemoved_AMessageIsReported_AndARoomIsLeft()
    {
        var (alice, bob, zoe) = (await world.PersonAsync("Alice"), await world.PersonAsync("Bob"), await world.PersonAsync("Zoe", displayName: "Zoë Quisling"));
        using var own = await world.ClientOfAsync(alice);
        using var other = await world.ClientOfAsync(bob);
        var room = (await own.CreateRoomAsync(new CreateRoomRequest("group", [IdOf(bob)], "Harbour"))).Room;
        await SayAsync(other, room, "You are no use at all.");
        await using var visit = await world.OpenAsAsync(alice, $"{PathOf(alice, room)}?show=info");
        var info = visit.Find("aside.info");
        await Assertions.Expect(info).ToContainTextAsync("archives it");
        await info.GetByLabel("Add people").FillAsync("quisl");
        await info.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Zoë Quisling" }).ClickAsync();
        await info.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Add", Exact = true }).ClickAsync();
        await Assertions.Expect(info.Locator(".people")).ToContainTextAsync("Zoë Quisling");
        await Assertions.Expect(visit.Find(".happening").Last).ToContainTextAsync("Zoë Quisling joined");
        await visit.ShootAsync("chat-info");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("Remove Zoë Quisling").ClickAsync();
        await visit.AnswerAsync("Remove");
        await Assertions.Expect(info.Locator(".people")).Not.ToContainTextAsync("Zoë Quisling");

        await visit.Find("article").HoverAsync();
        await visit.Find("article").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Report", Exact = true }).ClickAsync();
        await visit.Page.GetByLabel("What is wrong with it?").FillAsync("He insults me.");
        await visit.Find("dialog[open] form").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Report" }).ClickAsync();
        await Assertions.Expect(visit.Find("dialog[open]")).ToContainTextAsync("Reported.");
        await visit.LeaveDialogAsync();
        await info.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Leave" }).ClickAsync();
        await visit.AnswerAsync("Leave");
        await Assertions.Expect(visit.Find(".rooms li")).ToHaveCountAsync(0);
        Assert.NotEmpty(zoe);
    }

    [Fact]
    public async Task Later_IsScheduledChangedAndCancelled()
    {
        var (alice, bob) = (await world.PersonAsync("Alice"), await world.PersonAsync("Bob"));
        using var own = await world.ClientOfAsync(alice);
        var room = (await own.CreateRoomAsync(new CreateRoomRequest("direct", [IdOf(bob)]))).Room;
        await using var visit = await world.OpenAsAsync(alice, PathOf(alice, room));
        await visit.Find("textarea[data-ready]").FillAsync("The offer ends today.");
        await visit.Button("Send later").ClickAsync();
        await visit.Page.GetByLabel("In the zone of").SelectOptionAsync("Asia/Shanghai");
        await Assertions.Expect(visit.Find("dialog[open]")).ToContainTextAsync("there, which is");
        await visit.ShootAsync("chat-later");
        await visit.AnswerAsync("Send then");
        await Assertions.Expect(visit.Find(".told")).ToContainTextAsync("It is sent");
        await Assertions.Expect(visit.Find("textarea[data-ready]")).ToHaveValueAsync("");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Find(".rooms .errands a").ClickAsync();
        await visit.Find(".pane li").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Change", Exact = true }).ClickAsync();
        await visit.Page.GetByLabel("Message", new PageGetByLabelOptions { Exact = true }).FillAsync("The offer ends tomorrow.");
        await visit.AnswerAsync("Change");
        await Assertions.Expect(visit.Find(".pane li")).ToContainTextAsync("The offer ends tomorrow.");
        Assert.Single(await own.Participant.LaterAsync());
        await visit.Find(".pane li").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Cancel it", Exact = true }).ClickAsync();
        await visit.AnswerAsync("Cancel it");
        await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("Nothing waits to be sent");
        Assert.Empty(await own.Participant.LaterAsync());
    }

    [Fact]
    public async Task Urgent_IsAskedWithAReason_AndTheApproversAnswerStandsAtTheMessage()
    {
        var (alice, bob, boss) = (await world.PersonAsync("Alice"), await world.PersonAsync("Bob"), await world.PersonAsync("Boss"));
        using var own = await world.ClientOfAsync(alice);
        var room = (await own.CreateRoomAsync(new CreateRoomRequest("direct", [IdOf(bob)]))).Room;
        await world.Office.Admin.SetHoursAsync(IdOf(bob), new DeliveryHours { Zone = "Etc/UTC", Weekly = [] });
        await world.Office.Admin.SetGroupAsync("approvers", new GroupRequest([IdOf(boss)]));
        await SetUrgencyAsync(new UrgencyPolicy([], ["approvers"]));
        await using var visit = await world.OpenAsAsync(alice, PathOf(alice, room));
        await visit.Find("textarea[data-ready]").FillAsync("The plant has no power.");
        await visit.Button("Urgent…").ClickAsync();
        await Assertions.Expect(visit.Find("dialog[open]")).ToContainTextAsync("Somebody of approvers decides");
        await visit.Page.GetByLabel("Why can it not wait?").FillAsync("Everything stands still.");
        await visit.ShootAsync("chat-urgent");
        await visit.AnswerAsync("Send as urgent");
        await Assertions.Expect(visit.Find("article [data-urgent]")).ToContainTextAsync("waits for an approver");

        await using var decides = await world.OpenAsAsync(boss, $"chat/{boss}?show=urgent");
        await Assertions.Expect(decides.Find(".pane li")).ToContainTextAsync("Everything stands still.");
        await Assertions.Expect(decides.Find(".pane")).Not.ToContainTextAsync("no power");
        Assert.Empty(await decides.ViolationsAsync());
        await decides.Button("Let it through").ClickAsync();
        await Assertions.Expect(decides.Find(".told")).ToContainTextAsync("was let through");
        await Assertions.Expect(visit.Find("article [data-urgent]")).ToContainTextAsync("approved by Boss");
        await Assertions.Expect(visit.Find("article")).ToContainTextAsync("Delivered");
    }

    [Fact]
    public async Task Files_ArePickedAndTakenBack_SentWithWords_AndSafeImagesAreSeen()
    {
        var (alice, bob) = (await world.PersonAsync("Alice"), await world.PersonAsync("Bob"));
        using var own = await world.ClientOfAsync(alice);
        var room = (await own.CreateRoomAsync(new CreateRoomRequest("direct", [IdOf(bob)]))).Room;
        await using var visit = await world.OpenAsAsync(alice, PathOf(alice, room));
        visit.Expected = complaint => complaint.Contains("503", StringComparison.Ordinal);
        var broken = 1;
        await visit.Page.RouteAsync("**/uploads/**", async route =>
        {
            // The link breaks once in the middle of a file; it goes on where it was.
            if (route.Request.Method == "PATCH" && Interlocked.Exchange(ref broken, 0) == 1)
                await route.FulfillAsync(new RouteFulfillOptions { Status = 503, Body = "away" });
            else
                await route.ContinueAsync();
        });
        var picker = visit.Find("input[type=file]");
        await picker.SetInputFilesAsync([
            new FilePayload { Name = "no.txt", MimeType = "text/plain", Buffer = "not this one"u8.ToArray() },
            new FilePayload { Name = "point.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Png) },
            new FilePayload { Name = "long.bin", MimeType = "application/octet-stream", Buffer = [.. Enumerable.Range(0, 700_000).Select(i => (byte)i)] },
        ]);
        await visit.Button("Remove no.txt").ClickAsync();
        await Assertions.Expect(visit.Find(".files progress")).ToHaveCountAsync(0);
        await Assertions.Expect(visit.Find(".files li")).ToHaveCountAsync(2);
        await visit.Find("textarea[data-ready]").FillAsync("The pictures.");
        await visit.Find("textarea[data-ready]").PressAsync("Enter");
        await Assertions.Expect(visit.Find("article a.file")).ToHaveCountAsync(2);
        await Assertions.Expect(visit.Find("article")).ToContainTextAsync("The pictures.");
        await Assertions.Expect(visit.Find("article")).ToContainTextAsync("Delivered");
        await Assertions.Expect(visit.Find(".files li")).ToHaveCountAsync(0);
        await visit.Page.WaitForFunctionAsync("() => document.querySelector('a.file img')?.naturalWidth === 1");
        await visit.ShootAsync("chat-files");
        Assert.Empty(await visit.ViolationsAsync());
        using var http = new HttpClient();
        using var foreign = await http.PostAsync(new Uri(world.Web, $"uploads/{alice}"), null);
        Assert.Equal(412, (int)foreign.StatusCode);
    }

    [Fact]
    public async Task ALongRoom_IsAWindow_RepliesLeadBack_AndWhatIsNewIsMarked()
    {
        const int count = 400;
        var (alice, bob) = (await world.PersonAsync("Alice"), await world.PersonAsync("Bob"));
        using var own = await world.ClientOfAsync(alice);
        using var other = await world.ClientOfAsync(bob);
        var room = (await own.CreateRoomAsync(new CreateRoomRequest("direct", [IdOf(bob)]))).Room;
        var all = new List<EventId>();
        for (var at = 0; at < count; at += 50)
            all.AddRange((await other.SubmitAsync(new SubmitRequest(TransactionId.Create(TimeProvider.System), [.. Enumerable.Range(at, 50).Select(i => Message(room, $"Number {i}."))]))).Results.Select(r => r.Event!.Value));
        await other.SubmitAsync(new SubmitRequest(TransactionId.Create(TimeProvider.System), [Message(room, "As I said.") with { Relates = new Relation(Relation.InReplyTo, all[20]) }]));

        await using var visit = await world.OpenAsAsync(alice, PathOf(alice, room));
        await Assertions.Expect(visit.Find("article").Last).ToContainTextAsync("As I said.");
        await visit.Find("article .quote").ClickAsync();
        await Assertions.Expect(visit.Find("article.found")).ToContainTextAsync("Number 20.");
        Assert.InRange(await visit.Find("article").CountAsync(), 60, 160);
        await Assertions.Expect(visit.Find("article.found").GetByText("Number 20.", new LocatorGetByTextOptions { Exact = true })).ToBeInViewportAsync();
        var more = (await SayAsync(other, room, "One more.")).Results[0].Seq;
        await Assertions.Expect(visit.Find(".rooms .all .last")).ToContainTextAsync("One more.");
        await visit.Find(".jump button").ClickAsync();
        await Assertions.Expect(visit.Find("article").Last).ToContainTextAsync("One more.");
        await Assertions.Expect(visit.Find("article").Last).ToBeInViewportAsync();

        // Gone to another page once it is kept up to where was read, something new, and back: it is marked where reading ended.
        await visit.Page.WaitForFunctionAsync("([user, room, seq]) => JSON.parse(localStorage.getItem(`read:${user}`) ?? '{}')[room] >= seq", new object?[] { IdOf(alice).Value, room.Value, more });
        await visit.LoadAsync($"chat/{alice}");
        await SayAsync(other, room, "Are you still there?");
        await Assertions.Expect(visit.Find(".rooms .count")).ToContainTextAsync("1");
        await visit.Find(".rooms .all a").ClickAsync();
        await Assertions.Expect(visit.Find("[data-new] + article")).ToContainTextAsync("Are you still there?");
        await Assertions.Expect(visit.Find(".rooms .count")).ToHaveCountAsync(0);
    }

    private static UserId IdOf(string account) => UserId.Parse($"ocip://acme.example/u/{account}");

    private static string PathOf(string account, RoomId room) => $"chat/{account}/{room.Provider.Value}/{room.Uuid:D}";

    private static EventDraft Message(RoomId room, string text) =>
        new() { Room = room, Type = EventTypes.Message, Content = JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent) };

    private static Task<SubmitResponse> SayAsync(OcipClient client, RoomId room, string text) =>
        client.SubmitAsync(new SubmitRequest(TransactionId.Create(TimeProvider.System), [Message(room, text)]));

    /// <summary>By an officer of the role policy.</summary>
    private async Task SetUrgencyAsync(UrgencyPolicy policy)
    {
        var officer = await world.PersonAsync("Officer", ["policy"]);
        using var nobody = new OcipClient(world.Server, null);
        var answer = await nobody.SignIn.SignInAsync(new SignInRequest(officer, WebWorld.Password));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.Tokens!.First(t => t.User is null).Token);
        using var body = new StringContent(JsonSerializer.Serialize(policy, OcipJson.Default.UrgencyPolicy), Encoding.UTF8, "application/json");
        using var put = await http.PutAsync(new Uri(world.Server, "ocip/v1/hours/urgency"), body);
        put.EnsureSuccessStatusCode();
    }
}
