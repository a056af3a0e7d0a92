namespace Interop.Bridges.Scheduling;

/// <summary>What became of the first row of a lane.</summary>
/// <param name="More">True: done with a row, look for the next. False: the lane is empty.</param>
/// <param name="Retry">Set when the row stays first and is to be tried again.</param>
/// <param name="RetryAfter">The other side named a time.</param>
internal readonly record struct LaneOutcome(bool More, bool Retry = false, TimeSpan? RetryAfter = null)
{
    public static readonly LaneOutcome Empty = new(false);
    public static readonly LaneOutcome Done = new(true);

    public static LaneOutcome Again(TimeSpan? retryAfter = null) => new(false, true, retryAfter);
}
