namespace Interop.Server.Compliance;

/// <summary>A policy, or the proxy that evaluates it, could not answer; the declared failure policy decides what becomes of the event.</summary>
internal sealed class PolicyUnavailableException(string policy, Exception? cause = null)
    : Exception($"policy {policy} could not answer", cause)
{
    public string Policy { get; } = policy;

    /// <summary>HTTP status of an answer that was a refusal of the request; null of any other reason.</summary>
    public int? Status { get; init; }
}
