using System.Diagnostics;
using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// A compiled version with what the book sees to for every kind: its scope, and that it never stops silently. What it throws, and that it takes too
/// long, is told to <see cref="PolicyFailures"/>, which answers in its place.
/// </summary>
internal sealed class ScopedPolicy(PolicyVersion version, IPolicy compiled, PolicyFailures failures) : IPolicy
{
    /// <summary>How long one event may take one policy. What takes longer is answered, and is an alarm.</summary>
    public static readonly TimeSpan EvaluationMax = TimeSpan.FromMilliseconds(250);

    private static readonly long TicksMax = EvaluationMax.Ticks * Stopwatch.Frequency / TimeSpan.TicksPerSecond;

    public string Name { get; } = version.RecordName;

    public string Version { get; } = version.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public PolicyVersion Source => version;

    /// <summary>What the kind made of the version, without scope and failures: for showing what it finds.</summary>
    public IPolicy Inner => compiled;

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        if (!version.Scope.Covers(in input))
            return PolicyOutcome.Allow;
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var outcome = compiled.Evaluate(in input);
            if (Stopwatch.GetTimestamp() - begun > TicksMax)
                failures.Slow(this);
            return outcome;
        }
        catch (Exception fault) when (fault is not PolicyUnavailableException)
        {
            return failures.Failed(this, fault, in input);
        }
    }
}
