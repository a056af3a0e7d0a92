using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>Two people of two organisations write to each other while the server of either is killed and started again.</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class KilledProviderTests : IAsyncLifetime
{
    private TwoProviders? two;

    private TwoProviders Two => two ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => two = await TwoProviders.OpenAsync();

    public async Task DisposeAsync() => await Two.DisposeAsync();

    [Fact]
    public async Task KilledServers_LoseNothingAcknowledged_RepeatNothing_KeepTheOrder()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        var (hers, his) = (alice.Listen(), bob.Listen());
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        using var enough = new CancellationTokenSource();
        var (alices, bobs) = (TalkAsync(alice, room, "a", enough.Token), TalkAsync(bob, room, "b", enough.Token));
        for (var i = 0; i < 2; i++)
        {
            foreach (var server in new[] { Two.Acme.Server, Two.Globex.Server })
            {
                await Pause.Ms(700);
                await server.KillAsync();
                await Pause.Ms(300);
                await server.RestartAsync();
            }
        }
        await Pause.Ms(700);
        await enough.CancelAsync();
        string[] said = [.. await alices, .. await bobs];
        Assert.NotEmpty(said);
        for (var i = 0; i < 1200 && (hers.Texts.Count < said.Length || his.Texts.Count < said.Length); i++)
            await Pause.Ms(100);
        Assert.Equal(said.Order(StringComparer.Ordinal), hers.Texts.Order(StringComparer.Ordinal));
        Assert.Equal(hers.Texts, his.Texts);
        foreach (var who in new[] { "a", "b" })
            Assert.Equal(said.Where(t => t.StartsWith(who, StringComparison.Ordinal)), hers.Texts.Where(t => t.StartsWith(who, StringComparison.Ordinal)));
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        Assert.Equal(hers.Texts, (await Two.Acme.AuditAsync()).Texts);
        Assert.Equal(hers.Texts, (await Two.Globex.AuditAsync()).Texts);
    }

    /// <summary>Says one thing after the other, each until it is acknowledged; answers what was.</summary>
    private static async Task<string[]> TalkAsync(Actor who, RoomId room, string name, CancellationToken enough)
    {
        var said = new List<string>();
        while (!enough.IsCancellationRequested)
        {
            var text = $"{name}{said.Count}";
            var request = new SubmitRequest(Actor.NewTransaction(), [Actor.Message(room, text)]);
            while (await CodeAsync(who, request) is not ['2', ..])
                await Pause.Ms(50);
            said.Add(text);
        }
        return [.. said];
    }

    private static async Task<string> CodeAsync(Actor who, SubmitRequest request)
    {
        try
        {
            var result = (await who.Client.SubmitAsync(request)).Results[0];
            Assert.False(result.Code[0] == '5', $"{result.Code} {result.Detail}");
            return result.Code;
        }
        catch (Exception down) when (down is HttpRequestException or IOException or OcipProblemException or TaskCanceledException)
        {
            return "";
        }
    }
}
