using System.Collections.Concurrent;
using Interop.Client;
using Interop.Client.Submitting;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Xunit;

namespace Interop.Server.Tests.Client;

public sealed class SubmitterTests
{
    private readonly ConcurrentQueue<SubmitRequest> sent = new();

    [Fact]
    public async Task QueuedEvents_GoOutInOneTransaction_AtMost50()
    {
        var open = new TaskCompletionSource();
        await using var submitter = new Submitter(async (request, _) =>
        {
            sent.Enqueue(request);
            await open.Task;
            return Accept(request);
        });

        var first = submitter.SubmitAsync(Draft("first"));
        await UntilAsync(() => sent.Count == 1);
        var rest = Enumerable.Range(0, 70).Select(i => submitter.SubmitAsync(Draft($"{i}"))).ToArray();
        open.SetResult();
        await Task.WhenAll(rest.Append(first));

        Assert.Equal([1, 50, 20], sent.Select(request => request.Events.Length));
        Assert.Equal(Enumerable.Range(0, 70).Select(i => $"{i}"), sent.Skip(1).SelectMany(request => request.Events).Select(Drafts.TextOf));
    }

    [Fact]
    public async Task Transaction_IsAtMostOneMebibyte()
    {
        await using var submitter = new Submitter((request, _) => AcceptAsync(request));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => submitter.SubmitAsync(Draft(new string('x', 60_000)))));

        Assert.All(sent, request => Assert.InRange(request.Events.Length, 1, 17));
        Assert.Equal(40, sent.Sum(request => request.Events.Length));
    }

    [Fact]
    public async Task EventTooLargeForAnyTransaction_FailsAtOnce()
    {
        await using var submitter = new Submitter((request, _) => AcceptAsync(request));

        var refusal = await Assert.ThrowsAsync<OcipProblemException>(() => submitter.SubmitAsync(Draft(new string('x', 1_100_000))));

        Assert.Equal("5.5.5", refusal.Problem.Code);
    }

    [Fact]
    public async Task BrokenConnection_IsRetriedWithTheSameTransaction()
    {
        await using var submitter = new Submitter((request, _) =>
        {
            sent.Enqueue(request);
            return sent.Count < 3 ? throw new HttpRequestException("gone") : Task.FromResult(Accept(request));
        });

        Assert.Equal("2.0.0", (await submitter.SubmitAsync(Draft("a"))).Code);
        Assert.Equal(3, sent.Count);
        Assert.Single(sent.Select(request => request.Transaction).Distinct());
    }

    [Fact]
    public async Task Result4x_IsRetriedWithTheSameTransaction_AndFinalOnesAreHandedOutAtOnce()
    {
        var open = new TaskCompletionSource();
        await using var submitter = new Submitter(async (request, _) =>
        {
            sent.Enqueue(request);
            if (sent.Count == 1)
                return new(request.Transaction, [Result("2.0.0"), Result("4.1.0"), Result("5.1.0")]);
            await open.Task;
            return new(request.Transaction, [Result("2.0.0"), Result("2.1.1"), Result("5.1.0")]);
        });

        Task<SubmitResult>[] tasks = [submitter.SubmitAsync(Draft("a")), submitter.SubmitAsync(Draft("b")), submitter.SubmitAsync(Draft("c"))];
        Assert.Equal("2.0.0", (await tasks[0]).Code);
        Assert.Equal("5.1.0", (await tasks[2]).Code);
        Assert.False(tasks[1].IsCompleted);
        open.SetResult();

        Assert.Equal("2.1.1", (await tasks[1]).Code);
        Assert.Single(sent.Select(request => request.Transaction).Distinct());
    }

    [Fact]
    public async Task Room_HasOneTransactionUnderWay_OtherRoomsGoOn()
    {
        var openA = new TaskCompletionSource();
        await using var submitter = new Submitter(async (request, _) =>
        {
            sent.Enqueue(request);
            if (request.Events[0].Room == ScriptedServer.RoomA)
                await openA.Task;
            return Accept(request);
        });

        var a1 = submitter.SubmitAsync(Draft("a1"));
        await UntilAsync(() => sent.Count == 1);
        var a2 = submitter.SubmitAsync(Draft("a2"));
        var b1 = submitter.SubmitAsync(Drafts.Text(ScriptedServer.RoomB, "b1"));
        await b1;
        Assert.False(a2.IsCompleted);
        openA.SetResult();
        await Task.WhenAll(a1, a2);

        Assert.Equal(["a1", "b1", "a2"], sent.SelectMany(request => request.Events).Select(Drafts.TextOf));
    }

    [Fact]
    public async Task Refusal_OfTheTransaction_FailsItsEvents_AndTheNextGoOn()
    {
        await using var submitter = new Submitter((request, _) =>
        {
            sent.Enqueue(request);
            return sent.Count == 1 ? throw new OcipProblemException(Problem.Of(DecisionCodes.Malformed)) : Task.FromResult(Accept(request));
        });

        await Assert.ThrowsAsync<OcipProblemException>(() => submitter.SubmitAsync(Draft("bad")));

        Assert.Equal("2.0.0", (await submitter.SubmitAsync(Draft("good"))).Code);
    }

    [Fact]
    public async Task TooMuchQueued_FailsAtOnce()
    {
        var open = new TaskCompletionSource();
        await using var submitter = new Submitter(async (request, _) => { await open.Task; return Accept(request); }, new SubmitterOptions { QueuedMax = 2 });
        var kept = new[] { submitter.SubmitAsync(Draft("1")), submitter.SubmitAsync(Draft("2")) };

        var refusal = await Assert.ThrowsAsync<OcipProblemException>(() => submitter.SubmitAsync(Draft("3")));
        open.SetResult();
        await Task.WhenAll(kept);

        Assert.Equal("4.2.0", refusal.Problem.Code);
    }

    [Fact]
    public async Task TimeUp_FailsWithTheLastProblem()
    {
        await using var submitter = new Submitter((_, _) => throw new HttpRequestException("gone"), new SubmitterOptions { GiveUpAfter = TimeSpan.Zero });

        Assert.Equal("4.1.0", (await Assert.ThrowsAsync<OcipProblemException>(() => submitter.SubmitAsync(Draft("a")))).Problem.Code);
    }

    [Fact]
    public async Task Dispose_CancelsWhatIsUnderWay()
    {
        var submitter = new Submitter(async (_, stop) => { await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop); throw new InvalidOperationException("cancelled before"); });
        var pending = submitter.SubmitAsync(Draft("a"));

        await submitter.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    private static EventDraft Draft(string text) => Drafts.Text(ScriptedServer.RoomA, text);

    private static SubmitResult Result(string code) => new() { Code = code };

    private static SubmitResponse Accept(SubmitRequest request) => new(request.Transaction, [.. request.Events.Select(_ => Result("2.0.0"))]);

    private Task<SubmitResponse> AcceptAsync(SubmitRequest request)
    {
        sent.Enqueue(request);
        return Task.FromResult(Accept(request));
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
    }
}
