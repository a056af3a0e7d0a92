namespace Interop.Server.Search.Index;

/// <summary>Sums that find what was damaged, not what was forged: the index is not evidence, the log is.</summary>
internal static class Mix
{
    public static ulong Of(ulong one, ulong other)
    {
        var x = one ^ (other + 0x9E3779B97F4A7C15 + (one << 6) + (one >> 2));
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    public static ulong Of(ulong one, ulong other, ulong third, ulong fourth) => Of(Of(Of(one, other), third), fourth);
}
