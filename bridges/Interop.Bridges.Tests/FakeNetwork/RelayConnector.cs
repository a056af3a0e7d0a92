using Interop.Bridges.Connectors;
using Interop.Bridges.Native;

namespace Interop.Bridges.Tests.FakeNetwork;

/// <summary>A network with one bridge account and direct chats only: everything else has to be degraded by the core.</summary>
public sealed class RelayConnector(FakeNet net) : BareConnector(net), IGatedPortals
{
    public Task<OpenedPortal> OpenAsync(GatedPortalRequest request, CancellationToken cancellationToken)
    {
        Net.Reachable();
        return Task.FromResult(new OpenedPortal(Net.DirectRoom(request.Person, new NativeUserId($"~bot/{request.Room.Uuid:N}")).Id, Bot));
    }
}
