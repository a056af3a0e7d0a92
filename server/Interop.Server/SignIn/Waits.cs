using System.Collections.Concurrent;

namespace Interop.Server.SignIn;

/// <summary>How long after failures: nothing at first, then twice as long each time. Of names without an account in memory, so that they wait like others.</summary>
internal sealed class Waits(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (long Failures, DateTimeOffset Until)> unknown = new(StringComparer.Ordinal);

    /// <summary>After so many failures in a row.</summary>
    public static TimeSpan After(long failures)
    {
        if (failures < SignInLimits.FreeFailures)
            return TimeSpan.Zero;
        var doubled = SignInLimits.FirstWait * Math.Pow(2, Math.Min(failures - SignInLimits.FreeFailures, 10));
        return doubled < SignInLimits.WaitMax ? doubled : SignInLimits.WaitMax;
    }

    public DateTimeOffset? OfUnknown(string name) => unknown.TryGetValue(name, out var entry) && entry.Until > time.GetUtcNow() ? entry.Until : null;

    public void FailUnknown(string name)
    {
        if (unknown.Count >= SignInLimits.UnknownNamesMax)
            unknown.Clear();
        unknown.AddOrUpdate(name, _ => (1, default), (_, before) => (before.Failures + 1, time.GetUtcNow() + After(before.Failures + 1)));
    }
}
