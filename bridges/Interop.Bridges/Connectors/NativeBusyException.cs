namespace Interop.Bridges.Connectors;

/// <summary>The network asked to come back later (HTTP 429, Retry-After, resource-constraint).</summary>
public sealed class NativeBusyException(string message, TimeSpan retryAfter) : Exception(message)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
