using System.Text.Json;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Bridges.Tests.FakeNetwork;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>What waits in a native room goes to the server in as few transactions as its limits allow: in order, each once, each with an answer of its own.</summary>
public sealed class InboundBatchTests
{
    [Fact]
    public async Task WhatWaited_GoesInTransactionsOfAtMost50_InOrder()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        await PileUpAsync(story, room, [.. Enumerable.Range(0, 120).Select(i => $"m{i}")]);
        await story.SubmittedAsync(121);
        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"m{i}"), Texts(story).Skip(1));
        // The greeting; the message that was on its way, alone, when the server went; the rest.
        Assert.Equal([1, 1, 50, 50, 19], story.Server.Transactions.Select(t => t.Events.Length));
    }

    [Fact]
    public async Task LongMessages_StayBelowTheOctetsOfATransaction()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        var text = new string('x', 60_000);
        await PileUpAsync(story, room, [.. Enumerable.Range(0, 40).Select(i => $"{i} {text}")]);
        await story.SubmittedAsync(41);
        Assert.InRange(story.Server.TransactionOctets, EventLimits.TransactionOctetsMax / 2, EventLimits.TransactionOctetsMax);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i} {text}"), Texts(story).Skip(1));
    }

    [Fact]
    public async Task WhatRefersToAWaitingMessage_GoesAfterItsAnswer()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        await PileUpAsync(story, room, ["zero"], async () =>
        {
            var one = await story.Alice.SayAsync(room, "frist");
            await story.Alice.SayAsync(room, "between");
            await story.Alice.EditAsync(room, one, "first");
            await story.Alice.ReplyAsync(room, new NativeEventId("c" + one), "and more");
            await story.Alice.RetractAsync(room, one);
        });
        await story.SubmittedAsync(7);
        var drafts = story.Server.Submitted.Skip(2).ToList();
        Assert.Equal([EventTypes.Message, EventTypes.Message, EventTypes.Edit, EventTypes.Message, EventTypes.Retract], drafts.Select(d => d.Type));
        Assert.Single(drafts.Skip(2).Select(d => d.Relates!.Event).Distinct());
        Assert.Equal([1, 1, 2, 3], story.Server.Transactions.Select(t => t.Events.Length));
    }

    [Fact]
    public async Task EachHasItsOwnAnswer_TheRefusedOneIsTold_TheOthersGoOn()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        story.Server.Judge = d => Text(d) == "secret" ? new SubmitResult { Code = "5.1.2" } : null;
        await PileUpAsync(story, room, ["zero", "one", "secret", "two"]);
        await story.SubmittedAsync(4);
        Assert.Equal(["hello", "zero", "one", "two"], Texts(story));
        Assert.Single(story.Texts(room), "Your message was not delivered. An information barrier stands between sender and recipient.");
    }

    [Fact]
    public async Task BusyInTheMiddle_TheSameTransactionIsSentAgain()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        var refusals = 3;
        story.Server.Judge = d => Text(d) == "two" && refusals-- > 0 ? new SubmitResult { Code = "4.1.0" } : null;
        await PileUpAsync(story, room, ["zero", "one", "two", "three"]);
        await story.SubmittedAsync(5);
        Assert.Equal(["hello", "zero", "one", "two", "three"], Texts(story));
        var sent = story.Server.Transactions.Where(t => t.Events.Length == 3).ToList();
        Assert.True(sent.Count > 1);
        Assert.Single(sent.Select(t => t.Transaction).Distinct());
    }

    [Fact]
    public async Task TransactionRefusedAsAWhole_OneByOne_OnlyTheCulpritFails()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        story.Server.RefuseTransaction = t => t.Events.Any(d => Text(d) == "unreadable");
        await PileUpAsync(story, room, ["zero", "one", "unreadable", "two"]);
        await story.SubmittedAsync(4);
        Assert.Equal(["hello", "zero", "one", "two"], Texts(story));
        Assert.Equal("Your message was not delivered. The transaction cannot be read.", story.Texts(room)[^1]);
    }

    [Fact]
    public async Task SealedForWantOfTheNotice_ItIsPostedOnce()
    {
        await using var story = await Story.BeginAsync(start: false);
        await PileUpAsync(story, FakeNet.DirectId(story.Alice.Account, Story.CarolsGhost), [], async () =>
        {
            for (var i = 0; i < 5; i++)
                await story.Alice.SayDirectAsync(Story.CarolsGhost, $"m{i}");
        });
        await story.SubmittedAsync(5);
        Assert.Equal(5, Assert.Single(story.Server.Transactions).Events.Length);
        Assert.Single(story.Server.Notices);
    }

    [Fact]
    public async Task RefusedForWantOfTheNotice_ItIsPostedOnce_AndAllIsSaidAgain()
    {
        await using var story = await Story.BeginAsync(start: false);
        story.Server.LeavesTheOrganisation = true;
        var room = FakeNet.DirectId(story.Alice.Account, Story.CarolsGhost);
        await PileUpAsync(story, room, [], async () =>
        {
            for (var i = 0; i < 5; i++)
                await story.Alice.SayDirectAsync(Story.CarolsGhost, $"m{i}");
        });
        await story.SubmittedAsync(5);
        Assert.Equal(5, story.Server.Submitted.Count);
        Assert.Single(story.Server.Notices);
        Assert.DoesNotContain(story.Texts(room), t => t.Contains("not delivered", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("inbox.batch", true)]
    [InlineData("inbox.batch", false)]
    [InlineData("inbox.finish", true)]
    [InlineData("inbox.finish", false)]
    public async Task Death_LosesAndRepeatsNothing_AndTheSameTransactionIsSentAgain(string step, bool before)
    {
        var faults = new DeathAt(step, before);
        await using var story = await Story.BeginAsync(start: false);
        var room = FakeNet.DirectId(story.Alice.Account, Story.CarolsGhost);
        await PileUpAsync(
            story, room, [],
            async () =>
            {
                for (var i = 0; i < 5; i++)
                    await story.Alice.SayDirectAsync(Story.CarolsGhost, $"m{i}");
            },
            faults.Points);
        await faults.Died.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        await story.RestartAsync();
        await story.SubmittedAsync(5);
        await story.Alice.SayAsync(room, "m5");
        await story.SubmittedAsync(6);
        Assert.Equal(Enumerable.Range(0, 6).Select(i => $"m{i}"), Texts(story));
        var five = story.Server.Transactions.Where(t => t.Events.Length == 5).ToList();
        Assert.Equal((step, before) == ("inbox.finish", true) ? 2 : 1, five.Count);
        Assert.Single(five.Select(t => t.Transaction).Distinct());
        // Of what became known before the death and of what did not: each can be referred to.
        await story.Alice.EditAsync(room, new NativeEventId(story.Server.Submitted[3].Provenance!.NativeId), "changed");
        await story.SubmittedAsync(7);
        Assert.Equal(Relation.Replaces, story.Server.Submitted[6].Relates!.Type);
    }

    /// <summary>Lets messages, and what else is done, wait for a server that does not answer, and then answers. A bridge that does not run yet is started.</summary>
    private static async Task PileUpAsync(Story story, NativeRoomId room, string[] texts, Func<Task>? more = null, FaultPoints? faults = null)
    {
        story.Server.Fail = path => path is "bridge/submit" or "bridge/manifest" ? 503 : null;
        var runs = story.IsRunning;
        if (!runs)
            await story.StartAsync(faults);
        foreach (var text in texts)
        {
            await story.Alice.SayAsync(room, text);
            // The first is tried, alone, before the others come.
            if (runs && text == texts[0])
                await ConnectorContract.Eventually.Holds(() => story.Core.Health.LastError?.Contains("submit", StringComparison.Ordinal) == true, "the first attempt");
        }
        if (more is not null)
            await more();
        await ConnectorContract.Eventually.Holds(() => story.Net.HandedOver, "the bridge to take everything");
        story.Server.Fail = null;
    }

    private static IEnumerable<string?> Texts(Story story) => story.Server.Submitted.Select(Text);

    private static string? Text(EventDraft draft) => draft.Type == EventTypes.Retract ? null : MessageText.PlainOf(JsonSerializer.Deserialize(draft.Content, OcipJson.Default.MessageContent)!);
}
