using System.Buffers;
using System.Text.Json;

namespace Interop.Protocol.Encoding;

/// <summary>
/// Finds duplicate member names while a text is read. Names of the open objects lie on one stack of (offset, length)
/// pairs; those of an object that closes are on top, are compared, and go.
/// </summary>
internal ref struct MemberNames(ReadOnlySpan<byte> utf8, Span<int> slots)
{
    /// <summary>Room for 48 names and the marks of the objects they are in, before anything is rented.</summary>
    public const int InitialSlots = 128;

    // Above this many names, or with escapes, a hash set decides: comparing all pairs would be quadratic in hostile input.
    private const int PairsMax = 32;

    private readonly ReadOnlySpan<byte> utf8 = utf8;
    private Span<int> slots = slots;
    private int[]? rented;
    private int top;
    private int frame = -1;

    public void Open()
    {
        Reserve();
        // The mark of an object: where the mark of the object around it is, and whether any of its names has an escape.
        slots[top] = frame;
        slots[top + 1] = 0;
        frame = top;
        top += 2;
    }

    public void Add(int offset, int length, bool escaped)
    {
        Reserve();
        slots[top] = offset;
        slots[top + 1] = length;
        top += 2;
        if (escaped)
            slots[frame + 1] = 1;
    }

    public void Close()
    {
        var names = slots[(frame + 2)..top];
        if (names.Length > 2)
        {
            if (names.Length / 2 > PairsMax || slots[frame + 1] != 0)
                CompareDecoded(names);
            else
                ComparePairs(names);
        }
        top = frame;
        frame = slots[frame];
    }

    public void Dispose()
    {
        if (rented is not null)
            ArrayPool<int>.Shared.Return(rented);
        rented = null;
    }

    private readonly void ComparePairs(ReadOnlySpan<int> names)
    {
        for (var i = 2; i < names.Length; i += 2)
        {
            for (var j = 0; j < i; j += 2)
            {
                if (names[i + 1] == names[j + 1] && utf8.Slice(names[i], names[i + 1]).SequenceEqual(utf8.Slice(names[j], names[j + 1])))
                    throw Duplicate(names[i]);
            }
        }
    }

    private readonly void CompareDecoded(ReadOnlySpan<int> names)
    {
        var seen = new HashSet<string>(names.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i += 2)
        {
            var quoted = new Utf8JsonReader(utf8.Slice(names[i] - 1, names[i + 1] + 2));
            quoted.Read();
            if (!seen.Add(quoted.GetString()!))
                throw Duplicate(names[i]);
        }
    }

    private static MalformedJsonException Duplicate(int offset) => new("a member name occurs twice in one object", offset);

    private void Reserve()
    {
        if (top + 2 <= slots.Length)
            return;
        var larger = ArrayPool<int>.Shared.Rent(slots.Length * 2);
        slots[..top].CopyTo(larger);
        Dispose();
        rented = larger;
        slots = larger;
    }
}
