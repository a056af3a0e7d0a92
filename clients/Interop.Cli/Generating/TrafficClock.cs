using System.Globalization;

namespace Interop.Cli.Generating;

/// <summary>
/// The server's clock while it is filled (its option --clock): days pass as messages come in, most of them in office hours, so that records
/// are dated as if people had written them over all that time. Without days it is the machine's clock.
/// </summary>
internal sealed class TrafficClock
{
    private static readonly double[] HourWeights = [.01, .01, .01, .01, .01, .02, .05, .2, .7, 1, 1.1, 1, .6, .8, 1.1, 1.1, .9, .6, .3, .15, .1, .08, .05, .02];
    private const double WeekendWeight = 0.04;

    private readonly string file;
    private readonly double[] ends;
    private TimeSpan shift;
    private TimeSpan before;

    /// <param name="file">Of the server's --clock; made here.</param>
    /// <param name="begin">When the first message is written.</param>
    /// <param name="days">How many days the messages take, at most until now; 0: the machine's clock.</param>
    public TrafficClock(string file, DateTimeOffset begin, int days)
    {
        (this.file, Begin) = (file, new DateTimeOffset(begin.UtcDateTime.Date, TimeSpan.Zero));
        var sum = 0.0;
        var hours = Math.Min(days * 24, (int)(TimeProvider.System.GetUtcNow() - Begin).TotalHours);
        ends = [.. Enumerable.Range(0, hours).Select(hour => sum += Weight(Begin.AddHours(hour)))];
        Set(days == 0 ? TimeSpan.Zero : Begin - TimeProvider.System.GetUtcNow());
    }

    public DateTimeOffset Begin { get; }

    /// <summary>As the server sees it.</summary>
    public DateTimeOffset Now => TimeProvider.System.GetUtcNow() + shift;

    /// <summary>A time that the server's clock has surely passed, for what must not lie ahead of it.</summary>
    public DateTimeOffset Passed => TimeProvider.System.GetUtcNow() + before;

    /// <summary>Moves on to where this part of all messages is written; never back.</summary>
    public void Reach(double part) => Reach(At(part));

    /// <summary>Moves on to this time; never back.</summary>
    public void Reach(DateTimeOffset at)
    {
        if (ends.Length > 0 && at > Now)
            Set(at - TimeProvider.System.GetUtcNow());
    }

    /// <summary>When this part of all messages is written.</summary>
    public DateTimeOffset At(double part)
    {
        if (ends.Length == 0)
            return Now;
        var wanted = Math.Clamp(part, 0, 1) * ends[^1];
        var at = Array.BinarySearch(ends, wanted);
        var hour = Math.Min(at < 0 ? ~at : at, ends.Length - 1);
        var within = hour == 0 ? wanted / ends[0] : (wanted - ends[hour - 1]) / (ends[hour] - ends[hour - 1]);
        return Begin.AddHours(hour + within);
    }

    /// <summary>From now on it is the machine's clock.</summary>
    public void Finish() => Set(TimeSpan.Zero);

    private static double Weight(DateTimeOffset hour) => HourWeights[hour.Hour] * (hour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? WeekendWeight : 1);

    private void Set(TimeSpan to)
    {
        var seconds = (long)to.TotalSeconds;
        (before, shift) = (before == default ? TimeSpan.FromSeconds(seconds) : shift, TimeSpan.FromSeconds(seconds));
        File.WriteAllText(file + ".next", seconds.ToString(CultureInfo.InvariantCulture));
        File.Move(file + ".next", file, overwrite: true);
    }
}
