namespace Interop.Cli.Bench.Machine;

/// <summary>What a server has measured of one thing: how many values, their sum, and how many up to each bucket's end.</summary>
/// <param name="Count">Values.</param>
/// <param name="Sum">Of all of them.</param>
/// <param name="Buckets">Upper end of a bucket → values in it.</param>
/// <param name="Width">Upper end of a bucket over its lower end.</param>
internal sealed record MeasuredValues(long Count, double Sum, IReadOnlyDictionary<double, long> Buckets, double Width)
{
    public static MeasuredValues None { get; } = new(0, 0, new Dictionary<double, long>(), 2);

    public double Mean => Count == 0 ? 0 : Sum / Count;

    public MeasuredValues Since(MeasuredValues before) => this with
    {
        Count = Count - before.Count, Sum = Sum - before.Sum,
        Buckets = Buckets.ToDictionary(b => b.Key, b => b.Value - before.Buckets.GetValueOrDefault(b.Key)),
    };

    public MeasuredValues And(MeasuredValues other) => new(
        Count + other.Count, Sum + other.Sum,
        Buckets.Keys.Union(other.Buckets.Keys).ToDictionary(b => b, b => Buckets.GetValueOrDefault(b) + other.Buckets.GetValueOrDefault(b)), Count == 0 ? other.Width : Width);

    /// <summary>Not more than a bucket's width too high, which is 9 %.</summary>
    public double Percentile(double percent)
    {
        var rank = Count * percent / 100;
        long below = 0;
        foreach (var (end, count) in Buckets.OrderBy(b => b.Key))
        {
            if (count > 0 && below + count >= rank)
                return end * Math.Pow(Width, ((rank - below) / count) - 1);
            below += count;
        }
        return 0;
    }
}
