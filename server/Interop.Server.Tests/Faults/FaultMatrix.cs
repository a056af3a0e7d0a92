using Interop.Server.Storage;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>
/// Which faults are tried: every point, at its first, a middle and a late time. One run takes a part that changes from day to day, so that
/// two weeks see all; INTEROP_FAULTS=all takes all at once.
/// </summary>
internal static class FaultMatrix
{
    private static readonly string[] OwnStories = ["later.", "backup.", "disposition.", "encryption.", "hold.", "index.", "subject.", "export."];
    private static readonly int[] Times = [1, 4, 11];

    public static bool TakesAll => Environment.GetEnvironmentVariable("INTEROP_FAULTS") == "all";

    /// <summary>Points at which the process dies while it serves people, each with when.</summary>
    public static TheoryData<string, int> Crashes() => Pick(FaultPoints.All.Where(p => !IsFailure(p) && !IsInbox(p) && !IsOutbox(p) && !HasItsOwnStory(p)), days: 14);

    /// <summary>Points at which the process dies while it works on its inbox.</summary>
    public static TheoryData<string, int> InboxCrashes() => Pick(FaultPoints.All.Where(IsInbox), days: 6);

    /// <summary>Points at which the process dies while it sends to another provider, each with when.</summary>
    public static TheoryData<string, int> OutboxCrashes() => Pick(FaultPoints.All.Where(IsOutbox), days: 6);

    /// <summary>Of cases that are alike every other one: those of today, and tomorrow the rest.</summary>
    public static TheoryData<T> OfToday<T>(params T[] all)
    {
        var data = new TheoryData<T>();
        foreach (var (number, one) in all.Index())
        {
            if (TakesAll || number % 2 == Today % 2)
                data.Add(one);
        }
        return data;
    }

    private static int Today => TimeProvider.System.GetUtcNow().DayOfYear;

    /// <summary>Points that fail and let the process live.</summary>
    private static bool IsFailure(string point) => point is FaultPoints.CommitError or FaultPoints.PolicyUnavailable;

    private static bool IsOutbox(string point) => point.StartsWith("outbox.", StringComparison.Ordinal);

    private static bool IsInbox(string point) => point.StartsWith("inbox.", StringComparison.Ordinal);

    /// <summary>Points that no message meets: tried where what they are about is tried.</summary>
    private static bool HasItsOwnStory(string point) => OwnStories.Any(prefix => point.StartsWith(prefix, StringComparison.Ordinal));

    private static TheoryData<string, int> Pick(IEnumerable<string> points, int days)
    {
        var all = (from time in Times from point in points select (point, time)).ToArray();
        var data = new TheoryData<string, int>();
        foreach (var (number, (point, time)) in all.Index())
        {
            if (TakesAll || number % days == Today % days)
                data.Add(point, time);
        }
        return data;
    }
}
