using Xunit;

namespace Interop.Protocol.Tests.PublicApi;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsAsWritten_UnlessItWasChangedOnPurpose()
    {
        var difference = PublicApiText.Difference(typeof(OcipJson).Assembly, "server/Interop.Protocol/PublicAPI.txt");
        Assert.True(difference is null, difference);
    }
}
