using Interop.Bridges.Tests.ConnectorContract;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>Whether the bridge gets what is said on its network is told to the server.</summary>
public sealed class CaptureReportTests
{
    [Fact]
    public async Task NetworkThatIsAway_AndBack_IsTold_AlsoWhenTheServerWasAwayMeanwhile()
    {
        await using var story = await Story.BeginAsync();
        await Eventually.Holds(() => story.Server.Statuses is [.., { Capturing: true }], "that the network is there");

        var refusals = 2;
        story.Server.Fail = path => path == "bridge/status" && refusals-- > 0 ? 503 : null;
        story.Core.ReportDisconnected("the network does not answer");
        story.Core.ReportDisconnected("the network does not answer yet");
        await Eventually.Holds(() => story.Server.Statuses is [.., { Capturing: false }], "that it is away");
        story.Core.ReportConnected();
        await Eventually.Holds(() => story.Server.Statuses is [.., { Capturing: true }], "that it is back");

        var told = story.Server.Statuses;
        Assert.Equal([false, true], told.TakeLast(2).Select(s => s.Capturing));
        Assert.True(string.CompareOrdinal(told[^2].Since, told[^1].Since) <= 0);
    }
}
