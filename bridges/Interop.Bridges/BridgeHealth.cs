namespace Interop.Bridges;

/// <summary>How one network's bridge is doing.</summary>
public sealed record BridgeHealth
{
    public required string Network { get; init; }

    /// <summary>The native network can be reached.</summary>
    public required bool Connected { get; init; }

    /// <summary>Since when Connected is as it is.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The server's stream is open.</summary>
    public required bool ServerConnected { get; init; }

    /// <summary>What went wrong last, on either side, in one sentence; stays until something else does.</summary>
    public string? LastError { get; init; }

    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Native events that wait for the server.</summary>
    public required long InboxDepth { get; init; }

    /// <summary>Stream items that wait for the network.</summary>
    public required long OutboxDepth { get; init; }

    /// <summary>Delivery reports that wait for the server.</summary>
    public required long ReportDepth { get; init; }
}
