using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Who a connector is and what its network is like.</summary>
public sealed record ConnectorDescription
{
    /// <summary>matrix, xmpp, …: [a-z][a-z0-9]*.</summary>
    public required string Network { get; init; }

    /// <summary>Name and version of the connector, such as "Interop Matrix 0.1.0".</summary>
    public required string Connector { get; init; }

    /// <summary>The bridge's own account on the network.</summary>
    public required NativeUserId Bot { get; init; }

    /// <summary>none, transport or endToEnd: what protects messages on the network's side, as the manifest declares it.</summary>
    public required string Encryption { get; init; }

    /// <summary>Octets of UTF-8 text in one native message; the core sends longer ones in parts.</summary>
    public required int TextOctetsMax { get; init; }

    /// <summary>Feature (words of <see cref="Protocol.BridgeApi.CapabilityManifest"/>) → what happens instead, for what the connector keeps only in part. Makes that feature "degraded" in the manifest.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();
}
