namespace Interop.Protocol.BridgeApi;

/// <summary>What a bridge can do on its network (spec 11); derived from what its connector implements.</summary>
public sealed record CapabilityManifest
{
    public required string Network { get; init; }

    /// <summary>Name and version of the connector.</summary>
    public required string Connector { get; init; }

    /// <summary>gated, observed.</summary>
    public required string[] Portals { get; init; }

    /// <summary>Feature → kept, degraded or lost; features: text, formatting, reply, edit, retract, reaction, media, receipt, typing, membership, thread, moderation.</summary>
    public required Dictionary<string, string> Features { get; init; }

    /// <summary>Per degraded or lost feature: what happens instead.</summary>
    public Dictionary<string, string>? Notes { get; init; }

    /// <summary>none, transport or endToEnd between the network's server and its users, and between it and the bridge.</summary>
    public required string Encryption { get; init; }

    /// <summary>Octets of text in one message.</summary>
    public required int TextOctetsMax { get; init; }

    /// <summary>Octets of the largest file that the bridge carries, in either direction; absent when it carries none.</summary>
    public long? FileOctetsMax { get; init; }
}
