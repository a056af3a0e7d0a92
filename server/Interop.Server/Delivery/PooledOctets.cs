using System.Buffers;

namespace Interop.Server.Delivery;

/// <summary>
/// A growing buffer over pooled arrays, for what is composed once and copied out: growing it leaves no garbage. The buffer goes
/// back to the pool with <see cref="Return"/> or <see cref="Take"/>; one that is forgotten is collected like any other array.
/// </summary>
internal sealed class PooledOctets(int capacity) : IBufferWriter<byte>
{
    // Rented with the first octet.
    private byte[] array = [];

    public int WrittenCount { get; private set; }

    public ReadOnlySpan<byte> WrittenSpan => array.AsSpan(0, WrittenCount);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, array.Length - WrittenCount);
        WrittenCount += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return array.AsMemory(WrittenCount);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return array.AsSpan(WrittenCount);
    }

    /// <summary>A copy of what was written; the buffer is empty and given back.</summary>
    public byte[] Take()
    {
        var copy = GC.AllocateUninitializedArray<byte>(WrittenCount);
        WrittenSpan.CopyTo(copy);
        Return();
        return copy;
    }

    public void Return()
    {
        if (array.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(array);
        array = [];
        WrittenCount = 0;
    }

    private void Reserve(int sizeHint)
    {
        var needed = WrittenCount + Math.Max(sizeHint, 1);
        if (needed <= array.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, capacity), array.Length * 2));
        WrittenSpan.CopyTo(larger);
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
        array = larger;
    }
}
