namespace Interop.Bridges.Connectors;

/// <summary>The bridge's inbox is full; nothing of the call was taken.</summary>
public sealed class BridgeBusyException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When to offer the same again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
