using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>Kills the server at each durable step, before and after it, and looks whether anybody could tell.</summary>
[Collection(RealServerTests.Name)]
public sealed class FaultMatrixTests
{
    public static TheoryData<string, int> Crashes => FaultMatrix.Crashes();

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Crash_LosesNothing_RepeatsNothing_KeepsOrder(string point, int time)
    {
        await using var story = await FaultStory.BeginAsync($"{point}:{time}");
        await story.PlayAsync();
        Assert.True(story.Strikes == 1, $"{point} was reached {story.Strikes} times; the story must lead the server there once");
    }

    public static TheoryData<int> Commits => FaultMatrix.OfToday(1, 6);

    [Theory]
    [MemberData(nameof(Commits))]
    public async Task FailedCommit_AcceptsNothing_AndTheServerLives(int time)
    {
        await using var story = await FaultStory.BeginAsync($"{FaultPoints.CommitError}:{time}");
        await story.PlayAsync();
        Assert.Equal(1, story.Strikes);
    }

    [Fact]
    public async Task TheServer_ListsItsFaultPoints_AndRefusesOthers()
    {
        var (exitCode, output) = await ServerProcess.RunAsync("--faults");
        Assert.Equal(0, exitCode);
        Assert.Equal(FaultPoints.All, output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

        (exitCode, output) = await ServerProcess.RunAsync("--development", "--fault", "no.such.point");
        Assert.Equal(2, exitCode);
        Assert.Contains("no.such.point", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InProduction_FaultsAreRefused()
    {
        var (exitCode, output) = await ServerProcess.RunAsync("--fault", FaultPoints.CommitBefore);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("--development", output, StringComparison.Ordinal);
    }
}
