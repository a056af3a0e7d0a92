namespace Interop.Server.Measures;

/// <summary>
/// Values of one instrument and tag since measuring began: how many, their sum, and how many in each bucket of a scale on which eight buckets double
/// the value. Written by any thread.
/// </summary>
internal sealed class MeasuredSeries
{
    public const int BucketsPerDoubling = 8;

    /// <summary>Upper end of the first bucket: a nanosecond, where the unit is a second.</summary>
    public const double Smallest = 1e-9;

    private const int Buckets = 48 * BucketsPerDoubling;

    private readonly long[] buckets = new long[Buckets];
    private long count;
    private double sum;

    public long Count => Interlocked.Read(ref count);

    public double Sum => Volatile.Read(ref sum);

    /// <summary>Of the buckets with something in them: upper end, and how many.</summary>
    public IEnumerable<(double UpTo, long Count)> Filled() =>
        buckets.Select((n, i) => (Smallest * Math.Pow(2, i / (double)BucketsPerDoubling), n)).Where(bucket => bucket.n > 0);

    public void Add(double value)
    {
        Interlocked.Increment(ref count);
        var bucket = value <= Smallest ? 0 : (int)Math.Ceiling(Math.Log2(value / Smallest) * BucketsPerDoubling);
        Interlocked.Increment(ref buckets[Math.Min(bucket, Buckets - 1)]);
        AddToSum(value);
    }

    /// <summary>Of a counter.</summary>
    public void AddMany(long events)
    {
        Interlocked.Add(ref count, events);
        AddToSum(events);
    }

    private void AddToSum(double value)
    {
        double seen;
        do
        {
            seen = Volatile.Read(ref sum);
        }
        while (Interlocked.CompareExchange(ref sum, seen + value, seen) != seen);
    }
}
