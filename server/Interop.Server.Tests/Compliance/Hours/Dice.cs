namespace Interop.Server.Tests.Compliance.Hours;

/// <summary>Repeatable chance (SplitMix64), so that a failure can be run again from its seed.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>0 ≤ result &lt; <paramref name="below"/>.</summary>
    public int Roll(int below)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)below);
    }

    public T Pick<T>(params T[] from) => from[Roll(from.Length)];
}
