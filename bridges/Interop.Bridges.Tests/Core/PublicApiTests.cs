using Interop.Protocol.Tests.PublicApi;
using Xunit;

namespace Interop.Bridges.Tests.Core;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsAsWritten_UnlessItWasChangedOnPurpose()
    {
        var difference = PublicApiText.Difference(typeof(BridgeCore).Assembly, "bridges/Interop.Bridges/PublicAPI.txt");
        Assert.True(difference is null, difference);
    }
}
