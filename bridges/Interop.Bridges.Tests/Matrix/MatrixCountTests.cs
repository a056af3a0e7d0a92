using Interop.Bridges.Tests.Core.EndToEnd;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>What the homeserver has by its own count, in the server's report of the day.</summary>
[Collection(MatrixTests.Name)]
public sealed class MatrixCountTests(SynapseFixture fixture)
{
    [Fact]
    public async Task MessageThatNeverCameToTheBridge_IsNamedInTheReport()
    {
        await fixture.DrainAsync();
        await using var story = await CountStory.BeginAsync("matrix", () => fixture.NewConnector());
        var alice = new MatrixPerson(await fixture.NewPersonAsync("alice"));
        await using var client = alice.Client;
        var room = await alice.StartDirectAsync(story.CarolsGhost);
        await Patiently.HoldsAsync(async () => await story.Core.FindPortalAsync(room, CancellationToken.None) is not null, "the portal");
        await alice.SayAsync(room, "bom dia");
        await story.SeesAsync("bom dia");
        var message = (await story.Carol.StreamAsync()).First(i => i.Event?.Header.Type == Protocol.Events.EventTypes.Message).Event!;
        await story.Carol.SayAsync(message.Header.Room, "olá");
        await MatrixStage.SeesAsync(alice, room, m => m.Text == "olá", "the answer");
        Assert.Empty(await story.CountAsync());

        await story.Core.DisposeAsync();
        var hidden = await alice.SayAsync(room, "nobody sees this");
        await fixture.DrainAsync();
        await story.StartAsync();

        var gap = Assert.Single(await story.CountAsync());
        Assert.Equal(("native", $"matrix {room}", 1), (gap.Kind, gap.Subject, gap.Count));
        Assert.Contains($"has 2 messages of this room and day; 1 of them are not in the archive: {hidden}.", gap.Detail, StringComparison.Ordinal);
    }
}
