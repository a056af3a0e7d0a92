using System.Globalization;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Tests.FakeNetwork;
using Interop.Protocol.BridgeApi;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>How the core counts what a network has of a day, and what it tells the server.</summary>
public sealed class CountTests
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task Day_IsCounted_WithoutWhatTheBridgeWrote_AgainUntilTheServerTakesIt()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        story.Server.PushMessage(story.RoomOf(room), story.Carol, "olá", [story.UserOf(story.Alice)]);
        await Eventually.Holds(() => story.Texts(room).Contains("olá"), "Carol's message");
        var refusals = 2;
        story.Server.Fail = path => path == "bridge/counts" && refusals-- > 0 ? 503 : null;
        await story.Core.CountAsync(Today, CancellationToken.None);

        var count = Assert.Single(story.Server.Counts);
        Assert.Equal((room.Value, Named(Today), true, 0), (count.NativeRoom, count.Date, count.Complete, count.Part!.Value));
        Assert.Equal([story.Net.Timeline(room).Single(m => m.Text == "hello").Id.Value], count.NativeIds);
    }

    [Fact]
    public async Task NetworkThatKeepsNotAll_IsSaidToHaveGivenAPart()
    {
        await using var story = await Story.BeginAsync();
        await story.TalkAsync();
        story.Net.Forgetful = true;
        await story.Core.CountAsync(Today, CancellationToken.None);
        var count = Assert.Single(story.Server.Counts);
        Assert.Equal((1, false), (count.NativeIds.Length, count.Complete));
    }

    [Fact]
    public async Task LargeDay_GoesInParts_AndOnlyTheLastIsComplete()
    {
        const int messages = 2_000;
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        story.Net.Change(room, r => r.Timeline.AddRange(Enumerable.Range(0, messages).Select(i => new FakeMessage(new NativeEventId($"{new string('x', 80)}{i}"), story.Alice.Account, "x"))));
        await story.Core.CountAsync(Today, CancellationToken.None);

        var counts = story.Server.Counts;
        Assert.Equal((messages + 1, true), (counts.SelectMany(c => c.NativeIds).Distinct().Count(), counts.Count > 1));
        Assert.Equal(Enumerable.Range(0, counts.Count).Select(n => ((int?)n, n == counts.Count - 1)), counts.Select(c => (c.Part, c.Complete)));
    }

    [Fact]
    public async Task DayThatIsOver_IsCountedOnce_AfterAStart()
    {
        var delay = TimeSpan.FromMinutes(5);
        await using var story = await Story.BeginAsync(adjust: settings => settings with { CountDelay = delay });
        var room = await story.TalkAsync();
        delay = TimeSpan.Zero;
        await story.RestartAsync();
        await Eventually.Holds(() => story.Server.Counts.Count > 0, "the count of yesterday");
        Assert.Equal(new NativeCount(room.Value, Named(Today.AddDays(-1)), [], true, 0) with { NativeIds = story.Server.Counts[0].NativeIds }, story.Server.Counts[0]);
        Assert.Empty(story.Server.Counts[0].NativeIds);
        await story.CountedAsync(Today.AddDays(-1));
        await story.RestartAsync();
        await story.Alice.SayAsync(room, "again");
        await story.SubmittedAsync(2);
        Assert.Single(story.Server.Counts);
    }

    private static string Named(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
