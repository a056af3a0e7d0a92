using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>A transaction that is sent again answers the same and does nothing twice; with other content it is refused.</summary>
[Collection(RealServerTests.Name)]
public sealed class RepeatedTransactionTests
{
    [Fact]
    public async Task TheSameAgain_AnswersTheSame_ByTheSameAndByALaterProcess()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        var request = new SubmitRequest(Actor.NewTransaction(), [Actor.Message(room, "one"), Actor.Message(room, "two"), Actor.Message(room, "three")]);
        var first = await alice.Client.SubmitAsync(request);
        Assert.All(first.Results, r => Assert.Equal("2.0.0", r.Code));
        await AssertSameAsync(alice, request, first);

        await scene.Server.RestartAsync();
        await AssertSameAsync(alice, request, first);
        await alice.SayAsync(room, "four");
        await listening.UntilTextAsync("four");
        Assert.Equal(["one", "two", "three", "four"], listening.Texts);
        Assert.Empty(listening.Faults);
    }

    [Fact]
    public async Task TheSameAtOnce_IsOneEvent()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var request = new SubmitRequest(Actor.NewTransaction(), [Actor.Message(room, "one"), Actor.Message(room, "two")]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => alice.Client.SubmitAsync(request)));
        Assert.Single(answers.Select(a => a.Results[0].Event).Distinct());
        Assert.Single(answers.Select(a => a.Results[1].Seq).Distinct());
        Assert.Equal(["one", "two"], (await scene.AuditAsync()).Texts);
    }

    [Fact]
    public async Task OtherContent_IsAConflict_ByTheSameAndByALaterProcess()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var transaction = Actor.NewTransaction();
        await alice.Client.SubmitAsync(new SubmitRequest(transaction, [Actor.Message(room, "one")]));
        await AssertConflictAsync(alice, new SubmitRequest(transaction, [Actor.Message(room, "two")]));
        await scene.Server.RestartAsync();
        await AssertConflictAsync(alice, new SubmitRequest(transaction, [Actor.Message(room, "two")]));
        Assert.Equal(["one"], (await scene.AuditAsync()).Texts);
    }

    [Fact]
    public async Task TheSameIdOfAnotherSender_IsAnotherTransaction()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var transaction = Actor.NewTransaction();
        Assert.Equal("2.0.0", (await alice.Client.SubmitAsync(new SubmitRequest(transaction, [Actor.Message(room, "a")]))).Results[0].Code);
        Assert.Equal("2.0.0", (await bob.Client.SubmitAsync(new SubmitRequest(transaction, [Actor.Message(room, "b")]))).Results[0].Code);
    }

    [Fact]
    public async Task ARefusal_IsRepeatedToo_AndWhatIsTooOldIsNotTaken()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var request = new SubmitRequest(Actor.NewTransaction(), [Actor.Retraction(room, EventId.Of(new byte[32]))]);
        var first = await alice.Client.SubmitAsync(request);
        Assert.Equal('5', first.Results[0].Code[0]);
        await AssertSameAsync(alice, request, first);

        var forgotten = TransactionId.Parse(Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddDays(-31)).ToString("D"));
        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => alice.Client.SubmitAsync(request with { Transaction = forgotten }));
        Assert.Equal("5.5.0", refused.Problem.Code);
        Assert.Contains("not remembered", refused.Problem.Detail, StringComparison.Ordinal);
    }

    private static async Task AssertSameAsync(Actor actor, SubmitRequest request, SubmitResponse first)
    {
        var again = await actor.Client.SubmitAsync(request);
        Assert.Equal(first.Results.Select(r => (r.Code, r.Event, r.Seq, r.Index)), again.Results.Select(r => (r.Code, r.Event, r.Seq, r.Index)));
    }

    private static async Task AssertConflictAsync(Actor actor, SubmitRequest request)
    {
        try
        {
            Assert.Equal("5.5.2", (await actor.Client.SubmitAsync(request)).Results[0].Code);
        }
        catch (Interop.Client.OcipProblemException refused)
        {
            Assert.Equal("5.5.2", refused.Problem.Code);
        }
    }
}
