using Interop.Bridges.Native;
using Interop.Bridges.Tests.FakeNetwork;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Xunit;

namespace Interop.Bridges.Tests.Core.EndToEnd;

/// <summary>The bridge against the real server: what the scripted one was written after must hold there.</summary>
public sealed class RealServerTests
{
    private const string Notice = "This conversation is recorded.";

    [Fact]
    public async Task Outsider_AndEmployee_Talk_NoticeFirst_WithReceiptsBothWays()
    {
        await using var story = await RealStory.BeginAsync();
        var alice = story.Person("alice");
        await alice.SayDirectAsync(RealStory.CarolsGhost, "bom dia");
        await Sees(story.Carol, "bom dia");
        var native = FakeNet.DirectId(alice.Account, RealStory.CarolsGhost);
        Assert.Equal(["bom dia", Notice], story.Texts(native));

        var arrived = (await story.Carol.StreamAsync()).First(i => i.Event?.Header.Type == EventTypes.Message).Event!;
        Assert.Equal(("fake", "bridged"), (arrived.Header.Network, arrived.Header.Persona));
        var sent = await story.Carol.SubmitAsync(new EventDraft
        {
            Room = arrived.Header.Room, Type = EventTypes.Message, Content = ScriptedServer.Content("olá", "<b>olá</b>"),
            Relates = new Relation(Relation.InReplyTo, arrived.Id),
        });
        await Shown(story, native, "olá");
        var shown = story.Net.Timeline(native)[^1];
        Assert.Equal((RealStory.CarolsGhost, "<b>olá</b>"), (shown.Sender, shown.Html));
        Assert.Equal(story.Net.Timeline(native)[0].Id, shown.ReplyTo);
        await Patiently.HoldsAsync(async () => (await story.Carol.StatusesAsync()).Any(s => s.Event == sent.Event && s.Code == "2.0.0"), "the delivery report");

        await alice.EditAsync(native, story.Net.Timeline(native)[0].Id, "boa tarde");
        await Patiently.HoldsAsync(async () => (await story.Carol.StreamAsync()).Any(i => i.Event?.Header is { Type: EventTypes.Edit } h && h.Relates!.Event == arrived.Id), "the edit");
        await alice.RetractAsync(native, story.Net.Timeline(native)[0].Id);
        await Patiently.HoldsAsync(async () => (await story.Carol.StreamAsync()).Any(i => i.Event?.Header.Type == EventTypes.Retract), "the retraction");
        Assert.Single(await story.Carol.TextsAsync(), "bom dia");
    }

    [Fact]
    public async Task GroupRoom_OfTwoOutsidersAndAnEmployee_HasAPortalForEach()
    {
        await using var story = await RealStory.BeginAsync();
        var (alice, bob) = (story.Person("alice"), story.Person("bob"));
        await alice.SayDirectAsync(RealStory.CarolsGhost, "hi");
        await bob.SayDirectAsync(RealStory.CarolsGhost, "hey");
        await Sees(story.Carol, "hi");
        await Sees(story.Carol, "hey");
        var outsiders = (await story.Carol.StreamAsync()).Where(i => i.Event?.Header.Type == EventTypes.Message).Select(i => i.Event!.Header.Sender).Distinct().ToArray();
        var room = await story.Carol.RoomAsync("group", "Projekt", outsiders);
        await story.Carol.SayAsync(room.Room, "welcome");
        await Patiently.HoldsAsync(() => Task.FromResult(Groups(story).Count == 2 && Groups(story).All(r => story.Texts(r.Id).Contains("welcome"))), "both portals");
        Assert.All(Groups(story), r => Assert.Equal([Notice, "welcome"], story.Texts(r.Id)));
        var alices = Groups(story).Single(r => r.Invited.Contains(alice.Account));
        await alice.JoinAsync(alices.Id);
        await alice.SayAsync(alices.Id, "thanks");
        await Sees(story.Carol, "thanks");
        var bobs = Groups(story).Single(r => r.Id != alices.Id);
        await Shown(story, bobs.Id, "thanks");
        Assert.Equal(new NativeUserId("~fake/alice"), story.Net.Timeline(bobs.Id)[^1].Sender);
        Assert.Equal([Notice, "welcome", "thanks"], story.Texts(alices.Id));
    }

    [Fact]
    public async Task ClosedHours_SenderIsTold_AndTheMessageComesWhenTheyOpen()
    {
        await using var story = await RealStory.BeginAsync();
        var alice = story.Person("alice");
        await alice.SayDirectAsync(RealStory.CarolsGhost, "hi");
        await Sees(story.Carol, "hi");
        await story.Server.HoursAsync(story.Carol.User, new DeliveryHours { Zone = "Europe/Lisbon", Weekly = [] });
        var native = FakeNet.DirectId(alice.Account, RealStory.CarolsGhost);
        await alice.SayAsync(native, "late");
        await Patiently.HoldsAsync(() => Task.FromResult(story.Texts(native).Any(t => t.Contains("held until", StringComparison.Ordinal))), "the telling");
        Assert.DoesNotContain("late", await story.Carol.TextsAsync());
        var always = new WeeklyHours(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "00:00", "24:00");
        await story.Server.HoursAsync(story.Carol.User, new DeliveryHours { Zone = "Europe/Lisbon", Weekly = [always] });
        await Sees(story.Carol, "late");
    }

    [Fact]
    public async Task NativeRoom_IsObserved_ByInvitation_AndNobodyGetsAPrivatePortalForIt()
    {
        await using var story = await RealStory.BeginAsync();
        var (alice, bob) = (story.Person("alice"), story.Person("bob"));
        var native = await alice.MakeRoomAsync("Projekt");
        await alice.InviteAsync(native, bob.Account);
        await bob.JoinAsync(native);
        await alice.InviteAsync(native, BareConnector.Bot);
        await Shown(story, native, Notice);
        await Patiently.HoldsAsync(async () => await story.Core.FindPortalAsync(native, CancellationToken.None) is not null, "the portal");
        await alice.InviteAsync(native, RealStory.CarolsGhost);
        await Patiently.HoldsAsync(async () => (await story.Carol.StreamAsync()).Count > 0, "Carol to be added");
        await bob.SayAsync(native, "hello carol");
        await Sees(story.Carol, "hello carol");
        var room = (await story.Carol.StreamAsync()).First(i => i.Event is not null).Event!.Header.Room;
        await story.Carol.SayAsync(room, "hello you two");
        await Shown(story, native, "hello you two");
        Assert.Equal([Notice, "hello carol", "hello you two"], story.Texts(native));
        Assert.Single(story.Net.Rooms);
    }

    [Fact]
    public async Task AdministratorAsksToObserve_AnExistingRoom()
    {
        await using var story = await RealStory.BeginAsync();
        var bob = story.Person("bob");
        var native = await bob.MakeRoomAsync("Sales");
        var room = await story.Carol.RoomAsync("group", "Sales");
        await story.Server.ObserveAsync(room.Room, "fake", native.Value);
        await Patiently.HoldsAsync(() => Task.FromResult(story.Net.Members(native).Contains(RealStory.CarolsGhost)), "Carol's ghost");
        await bob.SayAsync(native, "first");
        await Sees(story.Carol, "first");
        await story.Carol.SayAsync(room.Room, "second");
        await Shown(story, native, "second");
        Assert.Single(story.Net.Rooms);
    }

    [Fact]
    public async Task LinkedEmployee_IsThemselvesOnTheNetwork()
    {
        await using var story = await RealStory.BeginAsync();
        using var dora = await story.Server.EmployAsync("dora");
        await story.Server.LinkAsync(dora.User, "fake", "dora");
        story.Net.Puppets.Add(new NativeUserId("dora"));
        await story.Person("dora").SayDirectAsync(RealStory.CarolsGhost, "from my phone");
        await Sees(story.Carol, "from my phone");
        var message = (await story.Carol.StreamAsync()).First(i => i.Event?.Header.Type == EventTypes.Message).Event!;
        Assert.Equal(dora.User, message.Header.Sender);
        await dora.SayAsync(message.Header.Room, "from my desk");
        var native = FakeNet.DirectId(new NativeUserId("dora"), RealStory.CarolsGhost);
        await Shown(story, native, "from my desk");
        Assert.Equal(new NativeUserId("dora"), story.Net.Timeline(native)[^1].Sender);
        await Sees(story.Carol, "from my desk");
        Assert.Equal(["from my phone", "from my desk"], await story.Carol.TextsAsync());
    }

    [Fact]
    public async Task PeopleOfTwoNetworks_TalkThroughTheServer_BothAreTold()
    {
        await using var story = await RealStory.BeginAsync();
        await using var other = await story.SecondNetworkAsync("other");
        var alice = story.Person("alice");
        var bobsGhost = new NativeUserId("~other/bob");
        await alice.SayDirectAsync(bobsGhost, "hi bob");
        var alices = FakeNet.DirectId(alice.Account, bobsGhost);
        var bobs = FakeNet.DirectId(new NativeUserId("bob"), new NativeUserId("~fake/alice"));
        await Patiently.HoldsAsync(() => Task.FromResult(other.Texts(bobs).Contains("hi bob")), "Alice's message");
        Assert.Equal([Notice, "hi bob"], other.Texts(bobs));
        Assert.Equal(["hi bob", Notice], story.Texts(alices));
        Assert.Equal("Alice", other.Net.Accounts[new NativeUserId("~fake/alice")]);
        await new FakePerson(other.Net, "bob").SayAsync(bobs, "hi alice");
        await Shown(story, alices, "hi alice");
        Assert.Equal(bobsGhost, story.Net.Timeline(alices)[^1].Sender);
    }

    [Fact]
    public async Task ServerAndBridgeAreKilledInTheMiddle_NothingIsLostOrShownTwice_EitherWay()
    {
        const int count = 60;
        await using var story = await RealStory.BeginAsync();
        var alice = story.Person("alice");
        await alice.SayDirectAsync(RealStory.CarolsGhost, "start");
        await Sees(story.Carol, "start");
        var native = FakeNet.DirectId(alice.Account, RealStory.CarolsGhost);
        var room = (await story.Carol.StreamAsync()).First(i => i.Event is not null).Event!.Header.Room;
        var answered = new List<string>();
        for (var i = 0; i < count; i++)
        {
            await alice.SayAsync(native, $"in {i}");
            if ((await story.Carol.SayAsync(room, $"out {i}")).Code.StartsWith('2'))
                answered.Add($"out {i}");
            if (i == count / 3)
            {
                await story.Server.KillAsync();
                await story.Server.RunAsync();
            }
            if (i == count / 2)
                await story.RestartBridgeAsync();
        }
        var expected = Enumerable.Range(0, count).Select(i => $"in {i}").ToList();
        await Patiently.HoldsAsync(async () => (await story.Carol.TextsAsync()).Count(t => t.StartsWith("in ", StringComparison.Ordinal)) >= count, "all of Alice's");
        await Patiently.HoldsAsync(() => Task.FromResult(story.Texts(native).Count(t => t.StartsWith("out ", StringComparison.Ordinal)) >= answered.Count), "all of Carol's");
        Assert.Equal(expected, (await story.Carol.TextsAsync()).Where(t => t.StartsWith("in ", StringComparison.Ordinal)));
        Assert.Equal(answered, story.Texts(native).Where(t => t.StartsWith("out ", StringComparison.Ordinal)));
        await Patiently.HoldsAsync(() => Task.FromResult(story.Core.Health is { InboxDepth: 0, OutboxDepth: 0, ReportDepth: 0 }), "empty queues");
    }

    private static List<FakeRoom> Groups(RealStory story) => [.. story.Net.Rooms.Where(r => r.Id.Value.StartsWith("!portal-", StringComparison.Ordinal))];

    private static Task Sees(Employee employee, string text) => Patiently.HoldsAsync(async () => (await employee.TextsAsync()).Contains(text), $"'{text}' to arrive");

    private static Task Shown(RealStory story, NativeRoomId room, string text) =>
        Patiently.HoldsAsync(() => Task.FromResult(story.Texts(room).Contains(text)), $"'{text}' to be shown");
}
