namespace Interop.Cli.Generating;

/// <summary>Repeatable chance: one seed gives the same numbers on every machine (SplitMix64). Nothing that must not be guessed is made of it.</summary>
internal sealed class Dice
{
    private const double Unit = 1.0 / (1UL << 53);
    private readonly ulong seed;
    private ulong state;

    public Dice(ulong seed) => this.seed = state = seed;

    /// <summary>Another one, whose numbers have nothing to do with this one's.</summary>
    public Dice Split(int number) => new(Mix(seed + ((ulong)(number + 1) * 0xD1B54A32D192ED03)));

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>From 0 to below the end.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>From 0 to below 1.</summary>
    public double Fraction() => (Next() >> 11) * Unit;

    /// <summary>True so often of 1,000.</summary>
    public bool Hits(double perMille) => Fraction() * 1000 < perMille;

    /// <summary>exp(N(ln median, spread)): many small ones, a few large ones.</summary>
    public double LogNormal(double median, double spread) =>
        median * Math.Exp(spread * Math.Sqrt(-2 * Math.Log(1 - Fraction())) * Math.Cos(2 * Math.PI * Fraction()));

    /// <summary>A place in a list whose first places come up most.</summary>
    public int Early(int count) => (int)(count * Math.Pow(Fraction(), 1.6));

    public void Fill(Span<byte> octets)
    {
        for (var i = 0; i < octets.Length; i++)
            octets[i] = (byte)Next();
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
