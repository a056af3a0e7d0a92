using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>Chats between people of two organisations, as they see them.</summary>
[Collection(RealServerTests.Name)]
public sealed class FederationStories
{
    [Fact]
    public async Task RoomOfTwoOrganisations_IsTheSameForBoth_AndInBothArchives()
    {
        await using var both = await TwoProviders.OpenAsync();
        var alice = await both.Acme.PersonAsync("alice");
        var bob = await both.Globex.PersonAsync("bob");
        var (hers, his) = (alice.Listen(), bob.Listen());
        var room = await RoomAsync(alice, bob);
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(DecisionCodes.DeliveredArchived.Code, (await alice.SayAsync(room, $"a{i}")).Code);
            var said = await bob.SayAsync(room, $"b{i}");
            Assert.Equal(DecisionCodes.DeliveredArchived.Code, said.Code);
            Assert.NotNull(said.Seq);
        }
        string[] expected = ["a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4"];
        await hers.UntilCountAsync(expected.Length);
        await his.UntilCountAsync(expected.Length);
        Assert.Equal(expected, hers.Texts);
        Assert.Equal(expected, his.Texts);
        Assert.Equal(hers.Events.Select(e => (e.Id, e.Hub)).TakeLast(11), his.Events.Select(e => (e.Id, e.Hub)).TakeLast(11));
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        Assert.Equal(expected, (await both.Acme.AuditAsync()).Texts);
        Assert.Equal(expected, (await both.Globex.AuditAsync()).Texts);
    }

    private static async Task<RoomId> RoomAsync(Actor creator, params Actor[] others) =>
        (await creator.Client.CreateRoomAsync(new CreateRoomRequest("group", [.. others.Select(o => o.User)], "Project"))).Room;
}
