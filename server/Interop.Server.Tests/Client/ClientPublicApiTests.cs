using Interop.Client;
using Interop.Protocol.Tests.PublicApi;
using Xunit;

namespace Interop.Server.Tests.Client;

public sealed class ClientPublicApiTests
{
    [Fact]
    public void PublicApi_IsAsWritten_UnlessItWasChangedOnPurpose()
    {
        var difference = PublicApiText.Difference(typeof(OcipClient).Assembly, "clients/Interop.Client/PublicAPI.txt");
        Assert.True(difference is null, difference);
    }
}
