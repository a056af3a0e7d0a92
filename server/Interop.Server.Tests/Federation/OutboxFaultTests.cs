using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Faults;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>
/// A server that dies while it sends to the other organisation: before its transaction left, after the answer came, and before what was answered
/// is marked. As a hub it fans out, as a follower it submits; nothing is lost, nothing comes twice, the order holds.
/// </summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class OutboxFaultTests : IAsyncLifetime
{
    private const int Count = 12;
    private TwoProviders? two;
    private int strikes;

    public static TheoryData<string, int> Crashes => FaultMatrix.OutboxCrashes();

    private TwoProviders Two => two ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => two = await TwoProviders.OpenAsync(["--retry-max", "0.5"], others: []);

    public async Task DisposeAsync() => await Two.DisposeAsync();

    [Theory, MemberData(nameof(Crashes))]
    public async Task HubThatDies_LosesNothing_RepeatsNothing(string point, int time) => await PlayAsync(Two.Acme, point, time);

    [Theory, MemberData(nameof(Crashes))]
    public async Task FollowerThatDies_LosesNothing_RepeatsNothing(string point, int time) => await PlayAsync(Two.Globex, point, time);

    private async Task PlayAsync(Scene dying, string point, int time)
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        var (hers, his) = (alice.Listen(), bob.Listen());
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        // It may die before it is healthy: what the room's beginning left in the outbox goes first.
        await dying.Server.KillAsync();
        await dying.Server.StartAsync("--fault", $"{point}:{time}");
        await ReviveAsync(dying);
        var said = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            foreach (var (who, name) in new[] { (alice, "a"), (bob, "b") })
            {
                said.Add($"{name}{i}");
                await SayAsync(who, room, said[^1], dying);
            }
        }
        // What waits for the peer may strike the fault after everything was acknowledged.
        for (var i = 0; i < 1200 && (hers.Texts.Count < said.Count || his.Texts.Count < said.Count); i++, await Pause.Ms(50))
            await ReviveAsync(dying);
        Assert.True(strikes == 1, $"{point} was reached {strikes} times; the story must lead the server there once");
        Assert.Equal(said.Order(StringComparer.Ordinal), hers.Texts.Order(StringComparer.Ordinal));
        Assert.Equal(hers.Texts, his.Texts);
        foreach (var name in new[] { "a", "b" })
            Assert.Equal(said.Where(t => t.StartsWith(name, StringComparison.Ordinal)), hers.Texts.Where(t => t.StartsWith(name, StringComparison.Ordinal)));
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        Assert.Equal(hers.Texts, (await Two.Acme.AuditAsync()).Texts);
        Assert.Equal(hers.Texts, (await Two.Globex.AuditAsync()).Texts);
    }

    private async Task ReviveAsync(Scene dying)
    {
        if (!dying.Server.HasExited)
            return;
        strikes++;
        await dying.Server.RestartAsync();
    }

    /// <summary>One thing, tried again under the same transaction until it is acknowledged.</summary>
    private async Task SayAsync(Actor who, RoomId room, string text, Scene dying)
    {
        var request = new SubmitRequest(Actor.NewTransaction(), [Actor.Message(room, text)]);
        for (var i = 0; i < 200; i++, await Pause.Ms(50))
        {
            try
            {
                if ((await who.Client.SubmitAsync(request)).Results[0].Code[0] == '2')
                    return;
            }
            catch (Exception down) when (down is HttpRequestException or IOException or OcipProblemException { IsTransient: true } or TaskCanceledException)
            {
                await ReviveAsync(dying);
            }
        }
        throw new TimeoutException($"'{text}' was not acknowledged");
    }
}
