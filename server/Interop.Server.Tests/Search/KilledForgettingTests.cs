using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Retention;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>The server dies while its index forgets what has ended: nothing of it is found after the restart, and all the rest is (spec 08).</summary>
[Collection(RealServerTests.Name)]
public sealed class KilledForgettingTests
{
    [Fact]
    public async Task Killed_BetweenTwoPartitions_ForgetsTheRestAfterTheRestart()
    {
        await using var world = await RetentionWorld.OpenAsync();
        using var reviewer = await ReviewerAsync(world.Scene);
        // What comes before the schedule is of another class, so that there are several partitions.
        await world.Alice.SayAsync(world.Room, "potoroo, which stays");
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        for (var i = 0; i < 8; i++)
            await world.Alice.SayAsync(world.Room, $"potoroo number {i}");
        await UntilFoundAsync(reviewer, 9);
        await world.AheadAsync(3);
        await world.Alice.SayAsync(world.Room, "potoroo, lately");
        await UntilFoundAsync(reviewer, 10);
        await world.RestartAsync("--fault", FaultPoints.IndexForget);
        var (_, proposal, _) = await world.Dana.PostAsync("archive/dispositions", "{}");
        try
        {
            await world.Erin.PostAsync($"archive/dispositions/{proposal.GetProperty("id").GetString()}/approve", "");
        }
        catch (HttpRequestException)
        {
            // It died before it had answered the approval.
        }
        Assert.True(await world.Scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(60)), world.Scene.Server.Output);
        await world.RestartAsync();
        await world.DoneAsync(proposal);

        await UntilFoundAsync(reviewer, 2);
        Assert.Empty((await reviewer.Archive.SearchAsync([KeyValuePair.Create("q", "number")])).Hits);
        Assert.Null(world.Verify().Fault);
    }

    private static async Task<OcipClient> ReviewerAsync(Scene scene)
    {
        await scene.Admin.CreateAccountAsync(new AccountRequest("rita", "rita", [new PersonaRequest("work", "rita")]));
        return new OcipClient(scene.Server.Address, (await scene.Admin.CreateTokenAsync("rita", new TokenRequest(["reviewer"]))).Token);
    }

    private static async Task UntilFoundAsync(OcipClient reviewer, int count)
    {
        var found = -1;
        for (var i = 0; i < 1200 && found != count; i++, await Pause.Ms(50))
            found = (await reviewer.Archive.SearchAsync([KeyValuePair.Create("q", "potoroo"), KeyValuePair.Create("type", "message")])).Hits.Length;
        Assert.Equal(count, found);
    }
}
