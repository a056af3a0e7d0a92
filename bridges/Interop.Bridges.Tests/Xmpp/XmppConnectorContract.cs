using Interop.Bridges.Tests.ConnectorContract;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>What every connector must do, on a real Prosody.</summary>
public sealed class XmppConnectorContract : ConnectorContractTests
{
    protected override async Task<IConnectorHarness> CreateAsync() => await XmppHarness.StartAsync();
}
