using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Files;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol.Time;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges;

/// <summary>What all parts of one network's bridge share.</summary>
internal sealed record BridgeContext(
    IConnector Connector, BridgeApiClient Api, BridgeStore Store, BridgeSettings Settings, HealthBoard Health, TimeProvider Time, ILogger Log, FileSpool Spool)
{
    public string Network => Connector.Description.Network;

    public NativeUserId Bot => Connector.Description.Bot;

    /// <summary>Now, as it stands in the database and on the wire.</summary>
    public string Now => WireTime.Format(Time.GetUtcNow());

    /// <summary>The bot, or an account in the ghost namespace.</summary>
    public bool IsOwn(NativeUserId account) => account == Bot || (Connector is IShowsGhosts ghosts && ghosts.IsGhost(account));
}
