using System.Net;
using System.Text.Json;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>No commit succeeds, from the first one of the process on: the server says so, serves what it has, and goes on when commits succeed.</summary>
[Collection(RealServerTests.Name)]
public sealed class UnwritableArchiveTests
{
    [Fact]
    public async Task FromTheFirstCommitOn_NothingIsAccepted_AndTheServerLives()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "before")).Code);
        await scene.Server.RestartAsync("--watch-every", "1", "--fault", FaultPoints.CommitError);
        for (var n = 0; n < 3; n++)
            Assert.Equal("4.1.0", await CodeAsync(alice, room));
        var (status, code) = await HealthAsync(scene);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "4.1.0"), (status, code));
        Assert.Equal(["before"], (await scene.AuditAsync()).Texts);
        // What works in the background has met the fault too by the time that the alarm stands.
        await StandsAsync(scene, "archiveStalled");
        Assert.False(scene.Server.HasExited, scene.Server.Output);

        await scene.Server.RestartAsync();
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "after")).Code);
        Assert.Equal(HttpStatusCode.OK, (await HealthAsync(scene)).Status);
        Assert.Equal(["before", "after"], (await scene.AuditAsync()).Texts);
    }

    [Fact]
    public async Task FreshArchiveThatCannotBeWritten_AnswersAndWaits()
    {
        await using var server = await ServerProcess.StartNewAsync("--fault", FaultPoints.CommitError);
        using var nobody = new OcipClient(server.Address, null);
        var secret = (await File.ReadAllTextAsync(Path.Combine(server.Data, "bootstrap-secret"))).Trim();
        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => nobody.Admin.BootstrapAsync(new BootstrapRequest(secret)));
        Assert.Equal("4.1.0", refused.Problem.Code);
        await server.RestartAsync();
        Assert.NotEmpty((await nobody.Admin.BootstrapAsync(new BootstrapRequest(secret))).Token);
    }

    internal static async Task StandsAsync(Scene scene, string kind)
    {
        for (var n = 0; n < 200; n++, await Pause.Ms(100))
        {
            if (await IsStandingAsync(scene, kind))
                return;
        }
        Assert.Fail($"there is no alarm {kind}:\n{scene.Server.Output}");
    }

    internal static async Task<bool> IsStandingAsync(Scene scene, string kind)
    {
        using var alarms = JsonDocument.Parse(await scene.Http.GetByteArrayAsync(new Uri("ocip/v1/archive/alarms", UriKind.Relative)));
        return alarms.RootElement.GetProperty("alarms").EnumerateArray().Any(a => a.GetProperty("kind").GetString() == kind && !a.TryGetProperty("clearedAt", out _));
    }

    internal static async Task<(HttpStatusCode Status, string? Code)> HealthAsync(Scene scene)
    {
        using var answer = await scene.Http.GetAsync(new Uri("ocip/v1/health", UriKind.Relative));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return (answer.StatusCode, body.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    private static async Task<string> CodeAsync(Actor alice, Protocol.Identifiers.RoomId room)
    {
        try
        {
            return (await alice.SayAsync(room, "meanwhile")).Code;
        }
        catch (OcipProblemException refused)
        {
            return refused.Problem.Code;
        }
    }
}
