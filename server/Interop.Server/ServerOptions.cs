using Interop.Protocol.Identifiers;
using Interop.Server.Peers;

namespace Interop.Server;

/// <summary>What the server is started with. Every option can be given as --name value or as OCIP_NAME in the environment.</summary>
internal sealed record ServerOptions
{
    /// <summary>--provider: the organisation's DNS name, part of every identifier. Cannot change once the data folder exists.</summary>
    public required ProviderName Provider { get; init; }

    /// <summary>--data: folder for database, keys and the one-time bootstrap secret.</summary>
    public required string Data { get; init; }

    /// <summary>--failure-policy closed (default: 503, the sender keeps it) or queue (202 2.1.0, kept in the inbox).</summary>
    public bool QueueOnFailure { get; init; }

    /// <summary>--fault: for tests only; needs --development.</summary>
    public string? Fault { get; init; }

    /// <summary>The organisation's compliance proxy: the engine in this process.</summary>
    public ProxyId Proxy => ProxyId.Of(Provider, "main");

    /// <summary>How other providers are reached and reach this one.</summary>
    public required TransportOptions Transport { get; init; }

    /// <summary>The name of the archive's log: the origin line of its checkpoints.</summary>
    public string Log => $"{Provider.Value}/archive";
}
