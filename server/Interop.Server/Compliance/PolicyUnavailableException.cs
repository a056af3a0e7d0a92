namespace Interop.Server.Compliance;

/// <summary>A policy, or the proxy that evaluates it, could not answer; the declared failure policy decides what becomes of the event.</summary>
internal sealed class PolicyUnavailableException(string policy, Exception? cause = null)
    : Exception($"policy {policy} could not answer", cause)
{
    public string Policy { get; } = policy;
}
