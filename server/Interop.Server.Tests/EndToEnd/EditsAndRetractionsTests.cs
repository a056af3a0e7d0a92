using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Edits and retractions are records beside the original, and what was taken back stays taken back.</summary>
[Collection(RealServerTests.Name)]
public sealed class EditsAndRetractionsTests(RealServer server)
{
    private readonly Scene scene = server.Scene;

    private async Task<(Actor Alice, Actor Bob, RoomId Room)> TwoAsync()
    {
        var (alice, bob, _) = await scene.ThreeAsync(server.Suffix());
        return (alice, bob, await Scene.RoomAsync(alice, bob));
    }

    [Fact]
    public async Task OriginalEditAndRetraction_AreAllArchived()
    {
        var (alice, bob, room) = await TwoAsync();
        var toBob = bob.Listen();
        var original = await alice.SayAsync(room, "first words");
        var edit = await alice.SubmitAsync(Actor.Edit(room, original.Event!.Value, "second words"));
        var retraction = await alice.SubmitAsync(Actor.Retraction(room, original.Event!.Value));
        await toBob.UntilTextAsync("-");
        Assert.Equal(["first words", "second words", "-"], toBob.Texts);
        var audit = await scene.AuditAsync();
        Assert.All(new[] { original, edit, retraction }, r => Assert.NotNull(audit.Events[r.Event!.Value.Value].Body));
    }

    [Fact]
    public async Task AfterARetraction_NothingFollows_EvenInTheSameTransaction()
    {
        var (alice, bob, room) = await TwoAsync();
        for (var n = 0; n < 5; n++)
        {
            var original = (await alice.SayAsync(room, $"slip {n}")).Event!.Value;
            var answer = await alice.Client.SubmitAsync(new SubmitRequest(
                Actor.NewTransaction(), [Actor.Retraction(room, original), Actor.Edit(room, original, $"slip {n} again"), Actor.Retraction(room, original)]));
            Assert.Equal(["2.0.0", "5.1.0", "5.1.0"], answer.Results.Select(r => r.Code));
        }
        Assert.DoesNotContain((await bob.Client.HistoryAsync(room)).Items, i => RecordedStream.TextOf(i.Event!)?.EndsWith("again", StringComparison.Ordinal) == true);
    }
}
