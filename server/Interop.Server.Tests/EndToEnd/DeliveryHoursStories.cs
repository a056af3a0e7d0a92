using System.Globalization;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Alice writes to bob, who is open, and carol, who is closed (spec 10).</summary>
[Collection(RealServerTests.Name)]
public sealed class DeliveryHoursStories(RealServer server) : IAsyncLifetime
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();
    private Actor alice = null!;
    private Actor bob = null!;
    private Actor carol = null!;
    private RoomId room;
    private RecordedStream toAlice = null!;
    private RecordedStream toBob = null!;
    private RecordedStream toCarol = null!;

    public async Task InitializeAsync()
    {
        (alice, bob, carol) = await scene.ThreeAsync(suffix);
        room = await Scene.RoomAsync(alice, bob, carol);
        (toAlice, toBob, toCarol) = (alice.Listen(), bob.Listen(), carol.Listen());
        await toCarol.UntilAsync(s => s.Events.Any(e => e.Header.Room == room), "the room");
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(toAlice.Faults);
        Assert.Empty(toBob.Faults);
        Assert.Empty(toCarol.Faults);
        foreach (var stream in new[] { toAlice, toBob, toCarol })
            await stream.DisposeAsync();
    }

    /// <summary>Nothing that was committed up to here can still be on its way: what comes later in this room has arrived at bob.</summary>
    private async Task SettleAsync()
    {
        var mark = $"mark {Guid.CreateVersion7()}";
        await bob.SayAsync(await Scene.RoomAsync(bob, carol), mark);
        await Pause.Ms(150);
    }

    private Task<RecordedStream> StatusAsync(EventId ev, string code) => UntilAsync(
        toAlice, s => s.Items.Any(i => i.Kind == SyncItem.KindStatus && i.Status!.Event == ev && i.Status.Recipient == carol.User && i.Status.Code == code), $"status {code}");

    private static async Task<RecordedStream> UntilAsync(RecordedStream stream, Func<RecordedStream, bool> isTrue, string what)
    {
        await stream.UntilAsync(isTrue, what);
        return stream;
    }

    private static WeeklyHours[] Daily(string from, string to) => [new(Compliance.Hours.Calendars.EveryDay, from, to)];

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    [Fact]
    public async Task OpenMember_GetsItAtOnce_ClosedOneAtOpening()
    {
        var opening = TimeProvider.System.GetUtcNow().AddHours(2);
        await scene.SetHoursAsync(carol, "Etc/UTC", Daily(Clock(opening), Clock(opening.AddHours(1))));
        var sent = await alice.SayAsync(room, "good evening");
        Assert.Equal("2.1.3", sent.Code);
        var held = Assert.Single(sent.Recipients!);
        Assert.Equal((carol.User, "2.1.1"), (held.User, held.Code));
        Assert.Equal(opening.ToString("yyyy-MM-dd'T'HH:mm:ss'.000Z'", CultureInfo.InvariantCulture), held.HoldUntil);
        await toBob.UntilTextAsync("good evening");
        await SettleAsync();
        Assert.Empty(toCarol.Texts);

        await scene.OpenAsync(carol);
        await toCarol.UntilTextAsync("good evening");
        var item = Assert.Single(toCarol.Items, i => i.Event is { } ev && RecordedStream.TextOf(ev) == "good evening");
        Assert.True(item.Released);
        Assert.Equal(sent.Event, item.Event!.Id);
        Assert.Equal(sent.Seq, item.Event.Hub.Seq);
        Assert.True(item.Position > sent.Index);
        await StatusAsync(sent.Event!.Value, "2.0.0");
        Assert.Null(toBob.Items.Single(i => i.Event?.Id == sent.Event).Released);
    }

    [Fact]
    public async Task DirectChat_IsToldAsHeld()
    {
        await scene.CloseAsync(carol);
        var direct = await Scene.RoomAsync(alice, carol);
        var sent = await alice.SayAsync(direct, "just us");
        Assert.Equal("2.1.1", sent.Code);
        Assert.NotNull(sent.Seq);
        await scene.OpenAsync(carol);
        await toCarol.UntilTextAsync("just us");
    }

    [Fact]
    public async Task WhoIsClosed_MayWrite()
    {
        await scene.CloseAsync(carol);
        Assert.Equal("2.0.0", (await carol.SayAsync(room, "night shift")).Code);
        await toBob.UntilTextAsync("night shift");
        await toCarol.UntilTextAsync("night shift");
    }

    [Fact]
    public async Task AtOpening_EverythingComesInOrder()
    {
        await scene.CloseAsync(carol);
        var sent = new List<string>();
        for (var n = 0; n < 40; n++)
        {
            sent.Add($"message {n}");
            await (n % 3 == 0 ? bob : alice).SayAsync(room, sent[^1]);
        }
        await SettleAsync();
        Assert.Empty(toCarol.Texts);
        await scene.OpenAsync(carol);
        await alice.SayAsync(room, "after");
        await toCarol.UntilTextAsync("after");
        Assert.Equal([.. sent, "after"], toCarol.Texts.Where(t => !t.StartsWith("mark", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task EditWhileHeld_ArrivesAfterTheOriginal()
    {
        await scene.CloseAsync(carol);
        var original = await alice.SayAsync(room, "teh");
        Assert.Equal('2', (await alice.SubmitAsync(Actor.Edit(room, original.Event!.Value, "the"))).Code[0]);
        await toBob.UntilTextAsync("the");
        await scene.OpenAsync(carol);
        await toCarol.UntilTextAsync("the");
        Assert.Equal(["teh", "the"], toCarol.Texts);
    }

    [Fact]
    public async Task EditAtTheMomentOfOpening_NeverOvertakes()
    {
        await scene.CloseAsync(carol);
        for (var n = 0; n < 10; n++)
        {
            var original = await alice.SayAsync(room, $"original {n}");
            await Task.WhenAll(scene.OpenAsync(carol), alice.SubmitAsync(Actor.Edit(room, original.Event!.Value, $"edit {n}")));
            await toCarol.UntilTextAsync($"edit {n}");
            Assert.Equal([$"original {n}", $"edit {n}"], toCarol.Texts.TakeLast(2));
            await scene.CloseAsync(carol);
        }
    }

    [Fact]
    public async Task RetractionWhileHeld_IsNeverDelivered_AndStaysArchived()
    {
        await scene.CloseAsync(carol);
        var word = $"slip of the tongue {suffix}";
        var original = await alice.SayAsync(room, word);
        var edit = await alice.SubmitAsync(Actor.Edit(room, original.Event!.Value, word + ", edited"));
        var request = new SubmitRequest(Actor.NewTransaction(), [Actor.Retraction(room, original.Event!.Value)]);
        var retraction = Assert.Single((await alice.Client.SubmitAsync(request)).Results);
        Assert.Equal(('2', null), (retraction.Code[0], retraction.Recipients));
        Assert.Null(Assert.Single((await alice.Client.SubmitAsync(request)).Results).Recipients);
        await alice.SayAsync(room, "what I meant");
        await scene.OpenAsync(carol);
        await toCarol.UntilTextAsync("what I meant");
        await SettleAsync();
        Assert.DoesNotContain(toCarol.Texts, t => t.StartsWith(word, StringComparison.Ordinal));
        Assert.DoesNotContain(toCarol.Events, e => e.Id == retraction.Event);
        await toBob.UntilTextAsync("what I meant");
        Assert.Equal([word, word + ", edited", "-", "what I meant"], toBob.Texts.Where(t => !t.StartsWith("mark", StringComparison.Ordinal)));

        var audit = await scene.AuditAsync();
        foreach (var archived in new[] { original, edit, retraction })
            Assert.NotNull(audit.Events[archived.Event!.Value.Value].Body);
        var history = await carol.Client.HistoryAsync(room, 0, 100);
        Assert.DoesNotContain(history.Items, i => i.Event!.Id == original.Event || i.Event.Id == edit.Event);
    }

    [Fact]
    public async Task AfterARetractionWhileHeld_TheRoomGoesOnAsBefore()
    {
        await scene.CloseAsync(carol);
        var original = await alice.SayAsync(room, "no");
        await alice.SubmitAsync(Actor.Retraction(room, original.Event!.Value));
        await scene.OpenAsync(carol);
        await Pause.Ms(300);
        // Nothing waits any more, so nothing has to queue behind it.
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "yes")).Code);
        await toCarol.UntilTextAsync("yes");
        Assert.Null(toCarol.Items.Single(i => i.Event is { } ev && RecordedStream.TextOf(ev) == "yes").Released);
    }

    [Fact]
    public async Task RetractionOfWhatWasDelivered_WaitsForOpening()
    {
        var original = await alice.SayAsync(room, "seen");
        await toCarol.UntilTextAsync("seen");
        await scene.CloseAsync(carol);
        var retraction = await alice.SubmitAsync(Actor.Retraction(room, original.Event!.Value));
        Assert.Equal("2.1.3", retraction.Code);
        await scene.OpenAsync(carol);
        await toCarol.UntilTextAsync("-");
    }

    [Fact]
    public async Task Opening_ComesByTheClock()
    {
        var opening = TimeProvider.System.GetUtcNow().AddSeconds(3);
        await scene.SetHoursAsync(carol, "Etc/UTC", Daily(Clock(opening), Clock(opening.AddHours(5))));
        var sent = await alice.SayAsync(room, "almost");
        Assert.Equal("2.1.3", sent.Code);
        await toCarol.UntilTextAsync("almost");
        var now = TimeProvider.System.GetUtcNow();
        Assert.True(now >= opening.AddMilliseconds(-opening.Millisecond), $"delivered at {now:O}, before {opening:O}");
        Assert.True(now < opening.AddSeconds(2), $"delivered at {now:O}, long after {opening:O}");
    }

    [Fact]
    public async Task WritingThroughTheOpening_LosesNothing_AndKeepsOrder()
    {
        var opening = TimeProvider.System.GetUtcNow().AddSeconds(2.5);
        await scene.SetHoursAsync(carol, "Etc/UTC", Daily(Clock(opening), Clock(opening.AddHours(5))));
        var sent = new List<string>();
        while (TimeProvider.System.GetUtcNow() < opening.AddSeconds(1.5))
        {
            var burst = Enumerable.Range(sent.Count, 10).Select(n => $"message {n}").ToArray();
            var answer = await alice.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [.. burst.Select(t => Actor.Message(room, t))]));
            Assert.All(answer.Results, r => Assert.Equal('2', r.Code[0]));
            sent.AddRange(burst);
        }
        await toCarol.UntilCountAsync(sent.Count);
        Assert.Equal(sent, toCarol.Texts);
    }

    [Fact]
    public async Task OpeningAndClosingAgainAndAgain_LosesNothing_AndKeepsOrder()
    {
        var sent = new List<string>();
        using var done = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                sent.Add($"message {sent.Count}");
                Assert.Equal('2', (await alice.SayAsync(room, sent[^1])).Code[0]);
            }
        });
        for (var n = 0; n < 12; n++)
        {
            await scene.CloseAsync(carol);
            await Pause.Ms(60);
            await scene.OpenAsync(carol);
            await Pause.Ms(60);
        }
        await done.CancelAsync();
        await writing;
        await toCarol.UntilCountAsync(sent.Count);
        Assert.Equal(sent, toCarol.Texts);
    }

    [Fact]
    public async Task ChangedCalendar_MovesWhatIsHeld()
    {
        var now = TimeProvider.System.GetUtcNow();
        await scene.SetHoursAsync(carol, "Etc/UTC", Daily(Clock(now.AddSeconds(2)), Clock(now.AddHours(5))));
        await alice.SayAsync(room, "moved");
        await scene.SetHoursAsync(carol, "Etc/UTC", Daily(Clock(now.AddHours(3)), Clock(now.AddHours(5))));
        await Pause.Ms(2_700);
        Assert.Empty(toCarol.Texts); // not at the old time
        await scene.Admin.ClearHoursAsync(carol.User);
        await toCarol.UntilTextAsync("moved");
    }

    [Fact]
    public async Task BarrierRaisedWhileHeld_IsLookedAtAgain()
    {
        await scene.CloseAsync(carol);
        var sent = await alice.SayAsync(room, "deal");
        await scene.Admin.SetGroupAsync("one" + suffix, new GroupRequest([alice.User]));
        await scene.Admin.SetGroupAsync("other" + suffix, new GroupRequest([carol.User]));
        await scene.BarrierAsync("wall" + suffix, "one" + suffix, "other" + suffix);
        await bob.SayAsync(room, "hello carol");
        await scene.OpenAsync(carol);
        await toCarol.UntilTextAsync("hello carol");
        await StatusAsync(sent.Event!.Value, "5.1.2");

        // Decided for good: taking the barrier down later does not bring it.
        await scene.Admin.SetGroupAsync("one" + suffix, new GroupRequest([]));
        await alice.SayAsync(room, "again");
        await toCarol.UntilTextAsync("again");
        Assert.Equal(["hello carol", "again"], toCarol.Texts);
        Assert.True((await scene.AuditAsync()).Events.ContainsKey(sent.Event!.Value.Value));
    }

    [Fact]
    public async Task MemberRemovedWhileHeld_GetsNothingOfIt()
    {
        await scene.CloseAsync(carol);
        var sent = await alice.SayAsync(room, "about carol");
        Assert.Equal('2', (await alice.SubmitAsync(Actor.Membership(room, carol.User, "remove"))).Code[0]);
        await alice.SayAsync(room, "she is gone");
        await scene.OpenAsync(carol);
        await StatusAsync(sent.Event!.Value, "5.1.0");
        await toCarol.UntilAsync(s => s.Events.Any(e => e.Header.Type == EventTypes.Membership && e.Header.State!.Value.GetProperty("membership").GetString() == "remove"), "the removal");
        await SettleAsync();
        Assert.DoesNotContain(toCarol.Texts, t => t is "about carol" or "she is gone");
    }

    [Fact]
    public async Task WhoIsAddedWhileClosed_HearsOfItAtOpening()
    {
        var dave = await scene.PersonAsync("dave" + suffix);
        await scene.CloseAsync(dave);
        var toDave = dave.Listen();
        Assert.Equal('2', (await alice.SubmitAsync(Actor.Membership(room, dave.User, "join"))).Code[0]);
        await alice.SayAsync(room, "welcome dave");
        await toBob.UntilTextAsync("welcome dave");
        Assert.Empty(toDave.Events);
        await scene.OpenAsync(dave);
        await toDave.UntilTextAsync("welcome dave");
        Assert.Equal([EventTypes.Membership, EventTypes.Message], toDave.Events.Select(e => e.Header.Type));
        Assert.Empty(toDave.Faults);
    }

    [Fact]
    public async Task WrongHours_AreRefusedWithASentence()
    {
        var refused = await Assert.ThrowsAsync<Interop.Client.OcipProblemException>(() => scene.SetHoursAsync(carol, "Mars/Olympus"));
        Assert.Equal("5.5.0", refused.Problem.Code);
        Assert.Contains("Mars/Olympus", refused.Problem.Detail, StringComparison.Ordinal);
    }
}
