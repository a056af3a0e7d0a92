using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Tests.FakeNetwork;
using Interop.Protocol.Content;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>
/// The process dies before, or right after, each durable step, and starts again: what was acknowledged is not lost, what is shown on a network that drops
/// repeats is shown once, and nothing is delivered before the notice.
/// </summary>
public sealed class CrashTests
{
    public static TheoryData<string, bool> InboundSteps => Pairs("inbox.accept", "contact", "user", "ghost", "ghost.shown", "portal.made", "inbox.finish");

    public static TheoryData<string, bool> OutboundSteps => Pairs("outbox.take", "user", "ghost", "ghost.shown", "portal.making", "portal.made", "portal.open", "outbox.finish", "report.sent");

    public static TheoryData<string, bool> ObservingSteps => Pairs("inbox.accept", "observing", "observed.transaction", "observed.room", "portal.open", "inbox.finish");

    [Theory]
    [MemberData(nameof(InboundSteps))]
    public async Task Inbound_SurvivesDeathAt(string step, bool before)
    {
        var faults = new DeathAt(step, before);
        await using var story = await Story.BeginAsync(faults: faults.Points);
        var ghost = Story.CarolsGhost;
        await story.Alice.SayDirectAsync(ghost, "one");
        await story.Alice.SayDirectAsync(ghost, "two");
        await faults.Died.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        await story.RestartAsync();
        await story.SubmittedAsync(2);
        Assert.NotEmpty(story.Server.Notices);
        Assert.Equal(["one", "two"], story.Server.Submitted.Select(d => MessageText.PlainOf(System.Text.Json.JsonSerializer.Deserialize(d.Content, Protocol.OcipJson.Default.MessageContent)!)));
        Assert.Equal(["one", "two", "This conversation is recorded."], story.Texts(FakeNet.DirectId(story.Alice.Account, ghost)).OrderBy(t => t.Length).ThenBy(t => t, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(OutboundSteps))]
    public async Task Outbound_SurvivesDeathAt(string step, bool before)
    {
        var faults = new DeathAt(step, before);
        await using var story = await Story.BeginAsync(faults: faults.Points);
        var alice = story.UserOf(story.Alice);
        var room = story.Server.AddRoom("group", "Projekt", story.Carol, alice).Room;
        story.Server.PushMessage(room, story.Carol, "one", [alice]);
        story.Server.PushMessage(room, story.Carol, "two", [alice]);
        await faults.Died.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        await story.RestartAsync();
        await Eventually.Holds(() => story.Server.Reports.Select(r => r.Event).Distinct().Count() == 2 && story.Core.Health is { OutboxDepth: 0, ReportDepth: 0 }, "the end");
        var native = Assert.Single(story.Net.Rooms);
        Assert.Equal(["This conversation is recorded.", "one", "two"], story.Texts(native.Id));
        Assert.All(story.Server.Reports, r => Assert.Equal("2.0.0", r.Code));
    }

    [Theory]
    [MemberData(nameof(ObservingSteps))]
    public async Task Observing_SurvivesDeathAt(string step, bool before)
    {
        var faults = new DeathAt(step, before);
        await using var story = await Story.BeginAsync(faults: faults.Points);
        var room = await story.Alice.MakeRoomAsync("Projekt");
        await story.Alice.InviteAsync(room, BareConnector.Bot);
        await faults.Died.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        await story.RestartAsync();
        await story.WorkedOffAsync();
        await story.Alice.SayAsync(room, "observed");
        await story.SubmittedAsync(1);
        Assert.Equal(1, story.Server.RoomsMade);
        Assert.Equal(story.Server.Submitted[0].Room, Assert.Single(story.Server.Portals.Select(p => p.Room).Distinct()));
        Assert.Equal(["This conversation is recorded.", "observed"], story.Texts(room));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MessageWrittenWhileItsPortalIsMade_IsKept_AlsoWhenTheMakingIsCutShort(bool dies)
    {
        var faults = new DeathAt(dies ? "portal.made" : "never", before: true);
        Story? begun = null;
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var story = await Story.BeginAsync(
            net => new FakeConnector(net)
            {
                WhileOpening = async room =>
                {
                    if (accepted.Task.IsCompleted)
                        return;
                    await begun!.Alice.JoinAsync(room);
                    await begun.Alice.SayAsync(room, "quick");
                    // The bridge has it, and had time to pass it over.
                    await Eventually.Holds(() => begun.Net.HandedOver, "the message to arrive");
                    await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
                    accepted.TrySetResult();
                },
            },
            faults: faults.Points, start: false);
        begun = story;
        await story.StartAsync(faults.Points);
        var alice = story.UserOf(story.Alice);
        var room = story.Server.AddRoom("group", "Projekt", story.Carol, alice).Room;
        story.Server.PushMessage(room, story.Carol, "one", [alice]);
        if (dies)
        {
            await faults.Died.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
            await story.RestartAsync();
        }
        await story.SubmittedAsync(1);
        Assert.Equal("quick", MessageText.PlainOf(System.Text.Json.JsonSerializer.Deserialize(Assert.Single(story.Server.Submitted).Content, Protocol.OcipJson.Default.MessageContent)!));
    }

    private static TheoryData<string, bool> Pairs(params string[] steps)
    {
        var data = new TheoryData<string, bool>();
        foreach (var step in steps)
        {
            data.Add(step, true);
            data.Add(step, false);
        }
        return data;
    }
}
