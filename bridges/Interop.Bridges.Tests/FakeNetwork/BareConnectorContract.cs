using Interop.Bridges.Tests.ConnectorContract;

namespace Interop.Bridges.Tests.FakeNetwork;

public sealed class BareConnectorContract : ConnectorContractTests
{
    protected override Task<IConnectorHarness> CreateAsync() => Task.FromResult<IConnectorHarness>(new FakeHarness(net => new BareConnector(net)));
}
