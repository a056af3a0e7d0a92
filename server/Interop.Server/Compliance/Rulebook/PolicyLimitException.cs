namespace Interop.Server.Compliance.Rulebook;

/// <summary>A policy of the book met a limit of time or size and did not come to an answer: an alarm is raised, and the failure policy applies (spec 07).</summary>
internal sealed class PolicyLimitException(string limit) : Exception(limit);
