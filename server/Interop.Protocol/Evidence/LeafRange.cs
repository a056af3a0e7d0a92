using System.Runtime.InteropServices;

namespace Interop.Protocol.Evidence;

/// <summary>Leaves of a log that follow each other.</summary>
/// <param name="First">Lowest leaf.</param>
/// <param name="Last">Highest leaf, not below the first.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LeafRange(long First, long Last)
{
    public long Count => Last - First + 1;

    public override string ToString() => First == Last ? $"{First}" : $"{First}–{Last}";
}
