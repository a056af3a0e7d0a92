namespace Interop.Cli.Generating;

/// <summary>Picks places by weight: the more weight, the more often.</summary>
internal sealed class Shares
{
    private readonly double[] ends;

    public Shares(IEnumerable<double> weights)
    {
        var sum = 0.0;
        ends = [.. weights.Select(weight => sum += weight)];
    }

    /// <summary>Zipf's law: the n-th of a list has a weight of 1/n^power.</summary>
    public static double Zipf(int n, double power) => Math.Pow(n + 1, -power);

    public int Pick(Dice dice)
    {
        var at = Array.BinarySearch(ends, dice.Fraction() * ends[^1]);
        return Math.Min(at < 0 ? ~at : at, ends.Length - 1);
    }
}
