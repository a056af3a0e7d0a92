using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>The server dies between "told" and "released": what was sealed is released by the next process, once and in order.</summary>
[Collection(RealServerTests.Name)]
public sealed class NoticeFaultTests
{
    public static TheoryData<string> Crashes => FaultMatrix.OfToday(FaultPoints.CommitBefore, FaultPoints.CommitAfter, FaultPoints.ReleaseAfter, FaultPoints.ReleaseBefore);

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Crash_WhileTheNoticeIsReported(string point)
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, _, _) = await scene.ThreeAsync();
        using var bridge = await BridgeActor.OpenAsync(scene, "matrix");
        var outsider = await bridge.ContactAsync("@x:example.org");
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        var toAlice = alice.Listen();
        foreach (var text in new[] { "one", "two", "three" })
            Assert.Equal("2.0.1", (await bridge.SayAsync(room, outsider, text)).Code);

        await scene.Server.KillAsync();
        await scene.Server.StartAsync("--fault", $"{point}:1");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => bridge.TellAsync(room, outsider.User));
        Assert.True(await scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(60)));
        Assert.Empty(toAlice.Texts);
        await scene.Server.RestartAsync();
        await bridge.TellAsync(room, outsider.User); // a bridge that was not answered reports again
        await bridge.SayAsync(room, outsider, "four");
        await toAlice.UntilTextAsync("four");
        Assert.Equal(["one", "two", "three", "four"], toAlice.Texts);
        Assert.Empty(toAlice.Faults);
        await scene.AuditAsync();
    }
}
