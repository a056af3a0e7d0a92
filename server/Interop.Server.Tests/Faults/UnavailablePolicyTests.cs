using Interop.Protocol.ClientApi;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>A policy cannot answer: closed keeps it with the sender, queue keeps it in the durable inbox (spec 07).</summary>
[Collection(RealServerTests.Name)]
public sealed class UnavailablePolicyTests
{
    private static readonly string[] Queue = ["--failure-policy", "queue"];

    public static TheoryData<string, int> InboxCrashes => FaultMatrix.InboxCrashes();

    [Fact]
    public async Task Closed_AcceptsNothing_AndTheSameTransactionGoesThroughLater()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        await scene.Server.RestartAsync("--fault", FaultPoints.PolicyUnavailable);
        var request = new SubmitRequest(Actor.NewTransaction(), [Actor.Message(room, "one"), Actor.Message(room, "two")]);
        var before = (await scene.AuditAsync()).Records.Count;
        Assert.All((await alice.Client.SubmitAsync(request)).Results, r => Assert.Equal("4.1.1", r.Code));
        Assert.Equal(before, (await scene.AuditAsync()).Records.Count);

        await scene.Server.RestartAsync();
        Assert.All((await alice.Client.SubmitAsync(request)).Results, r => Assert.Equal("2.0.0", r.Code));
        await listening.UntilCountAsync(2);
        Assert.Equal(["one", "two"], listening.Texts);
    }

    [Theory]
    [MemberData(nameof(InboxCrashes))]
    public async Task Queue_WithACrash_LosesNothing_RepeatsNothing_KeepsOrder(string point, int time)
    {
        await using var scene = await Scene.OpenAsync(Queue);
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        var whileUnavailable = point == FaultPoints.InboxAfter ? $"{FaultPoints.PolicyUnavailable},{point}:{time}" : FaultPoints.PolicyUnavailable;
        await scene.Server.RestartAsync([.. Queue, "--fault", whileUnavailable]);
        var strikes = 0;

        var requests = Enumerable.Range(0, 20).Select(n => new SubmitRequest(Actor.NewTransaction(), [Actor.Message(room, $"message {n}")])).ToArray();
        var kept = new List<SubmitResult>();
        foreach (var request in requests)
            kept.Add(await SubmitAsync(request));
        Assert.All(kept, k => Assert.Equal("2.1.0", k.Code));
        Assert.Equal(kept[3].Event, (await SubmitAsync(requests[3])).Event); // again while it waits: the same answer, counted once
        Assert.Empty(listening.Texts);
        if (point != FaultPoints.InboxAfter)
        {
            await scene.Server.KillAsync();
            await scene.Server.StartAsync([.. Queue, "--fault", $"{point}:{time}"]);
            Assert.True(scene.Server.HasExited || await scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(60)), $"{point} was not reached");
            strikes++;
        }
        await scene.Server.RestartAsync(Queue);
        Assert.Equal(1, strikes);

        await listening.UntilCountAsync(requests.Length);
        var answers = new List<SubmitResult>();
        foreach (var request in requests)
            answers.Add(await SubmitAsync(request));
        Assert.All(answers, a => Assert.Equal("2.0.0", a.Code));
        Assert.Equal(kept.Select(k => k.Event), answers.Select(a => a.Event));
        Assert.Equal(answers.Select(a => a.Event!.Value), listening.Events.Where(e => RecordedStream.TextOf(e) is not null).Select(e => e.Id));
        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"message {n}"), listening.Texts);
        Assert.Empty(listening.Faults);
        Assert.Equal(listening.Texts, (await scene.AuditAsync()).Texts);

        async Task<SubmitResult> SubmitAsync(SubmitRequest request)
        {
            try
            {
                return (await alice.Client.SubmitAsync(request)).Results[0];
            }
            catch (HttpRequestException)
            {
                strikes++;
                await scene.Server.RestartAsync([.. Queue, "--fault", FaultPoints.PolicyUnavailable]);
                return (await alice.Client.SubmitAsync(request)).Results[0];
            }
        }
    }

    [Fact]
    public async Task Queue_NothingOvertakesWhatWaits()
    {
        await using var scene = await Scene.OpenAsync(Queue);
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        await scene.Server.RestartAsync([.. Queue, "--fault", FaultPoints.PolicyUnavailable]);
        for (var n = 0; n < 200; n += 40)
            await alice.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [.. Enumerable.Range(n, 40).Select(i => Actor.Message(room, $"waited {i}"))]));

        // The next process works through its inbox while alice goes on writing.
        await scene.Server.RestartAsync(Queue);
        for (var n = 0; n < 20; n++)
            Assert.Equal('2', (await alice.SayAsync(room, $"fresh {n}")).Code[0]);
        await listening.UntilCountAsync(220);
        Assert.Equal([.. Enumerable.Range(0, 200).Select(n => $"waited {n}"), .. Enumerable.Range(0, 20).Select(n => $"fresh {n}")], listening.Texts);
    }

    [Fact]
    public async Task Queue_AnEditOfWhatWaits_WaitsBehindIt()
    {
        await using var scene = await Scene.OpenAsync(Queue);
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        await scene.Server.RestartAsync([.. Queue, "--fault", FaultPoints.PolicyUnavailable]);
        var original = await alice.SayAsync(room, "teh");
        Assert.Equal("2.1.0", original.Code);
        Assert.Equal("2.1.0", (await alice.SubmitAsync(Actor.Edit(room, original.Event!.Value, "the"))).Code);
        await scene.Server.RestartAsync(Queue);
        await listening.UntilTextAsync("the");
        Assert.Equal(["teh", "the"], listening.Texts);
    }
}
