using Interop.Protocol.Decisions;
using Interop.Server.Compliance.Policies;
using Interop.Server.Evidence.Alarming;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// What becomes of an event that a policy of the book could not judge (spec 07): an alarm, and the declared failure policy. Closed: it is archived and
/// waits for a reviewer, who is a better judge than nobody. Queue: it waits in the inbox. Open: it goes on, and its record names the policy that failed.
/// </summary>
internal sealed partial class PolicyFailures(ServerOptions options, Alarms? alarms, ILogger<PolicyFailures> logger)
{
    /// <summary>After a policy's name/version in <c>asked</c> of a record: it did not judge the event.</summary>
    public const string Mark = "!failed";

    /// <exception cref="PolicyUnavailableException">Failure policy queue.</exception>
    public PolicyOutcome Failed(ScopedPolicy policy, Exception fault, in PolicyInput input)
    {
        var subject = $"{policy.Name}/{policy.Version}";
        // What an exception says may quote what was written: its type goes into the alarm, and no more.
        Alarm(subject, $"The policy {subject} failed ({(fault is PolicyLimitException ? fault.Message : fault.GetType().Name)}); the failure policy applies to what it cannot judge. Mend or retire it.");
        LogFailed(subject, fault.GetType().FullName!, fault.StackTrace);
        if (options.FailurePolicy == FailurePolicy.Queue && !input.Release)
            throw new PolicyUnavailableException(subject);
        if (options.FailurePolicy == FailurePolicy.Open)
            return PolicyOutcome.ForAll(PolicyEffect.Flag, DecisionCodes.DeliveredArchived) with { Failed = true };
        return input.Reviewed ? PolicyOutcome.Allow : PolicyOutcome.ForAll(PolicyEffect.Quarantine, DecisionCodes.HeldForReview) with { Failed = true };
    }

    public void Slow(ScopedPolicy policy)
    {
        var subject = $"{policy.Name}/{policy.Version}";
        Alarm(subject, $"The policy {subject} took longer than {ScopedPolicy.EvaluationMax.TotalMilliseconds} ms for an event; it was answered. Mend or retire it.");
        LogSlow(subject);
    }

    /// <summary>A version in force could not be compiled by this server any more: whatever is in its scope fails.</summary>
    public void NotCompiled(PolicyVersion version, string reason) =>
        Alarm($"{version.RecordName}/{version.Version}", $"The policy {version.RecordName}/{version.Version} is in force and does not compile ({reason}); the failure policy applies to what it would judge.");

    /// <summary>Alarms of versions that are in force no more end.</summary>
    public void Keep(IReadOnlySet<string> inForce) => alarms?.Keep(AlarmKinds.PolicyFailed, inForce);

    private void Alarm(string subject, string detail) => alarms?.Raise(AlarmKinds.PolicyFailed, subject, detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "Policy {Policy} failed with {Type} at {Where}")]
    private partial void LogFailed(string policy, string type, string? where);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Policy {Policy} took too long for an event")]
    private partial void LogSlow(string policy);
}
