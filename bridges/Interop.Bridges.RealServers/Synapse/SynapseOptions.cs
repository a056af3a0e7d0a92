namespace Interop.Bridges.RealServers.Synapse;

/// <summary>How a Synapse is set up for a test or the demo.</summary>
public sealed record SynapseOptions
{
    /// <summary>Folder for its data; made when absent. The same folder again is the same homeserver.</summary>
    public required string Folder { get; init; }

    /// <summary>The homeserver's name, the part of user ids after the colon. Nothing resolves it; federation is off.</summary>
    public string ServerName { get; init; } = "hs.test";

    /// <summary>Application service registration files; read at each start.</summary>
    public IReadOnlyList<string> Registrations { get; init; } = [];

    /// <summary>Loopback port; 0 takes a free one.</summary>
    public int Port { get; init; }
}
