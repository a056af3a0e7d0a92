namespace Interop.Server.Compliance.Policies;

/// <summary>A policy that asked for more than to allow.</summary>
/// <param name="Policy">Which.</param>
/// <param name="Outcome">What it asked for; another policy's stricter wish may have won.</param>
internal readonly record struct Finding(IPolicy Policy, PolicyOutcome Outcome);
