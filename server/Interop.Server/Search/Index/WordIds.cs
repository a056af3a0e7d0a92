using System.Buffers.Binary;

namespace Interop.Server.Search.Index;

/// <summary>
/// The words of a record as a row of the partition keeps them: a checksum of the row, the number of words of text, then the words' numbers in the
/// vocabulary, each in groups of seven bits. What is indexed of a record can be taken out again by it, when the record's text is no more.
/// </summary>
internal static class WordIds
{
    private const int CheckOctets = 8;

    public static byte[] Pack(in IndexRow row, IReadOnlyList<int> ids, int words)
    {
        var octets = new List<byte>(CheckOctets + 2 + (ids.Count * 3)) { 0, 0, 0, 0, 0, 0, 0, 0 };
        Append(octets, words);
        foreach (var id in ids)
            Append(octets, id);
        var packed = octets.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(packed, CheckOf(row, packed));
        return packed;
    }

    /// <summary>The words, facets last; how many of them are of the text.</summary>
    /// <exception cref="IndexDamagedException">The row is not what was written.</exception>
    public static int[] Unpack(in IndexRow row, ReadOnlySpan<byte> packed, out int words)
    {
        if (packed.Length <= CheckOctets || BinaryPrimitives.ReadUInt64LittleEndian(packed) != CheckOf(row, packed))
            throw new IndexDamagedException($"record {row.Leaf} does not have its checksum");
        var ids = new List<int>(packed.Length / 2);
        var at = CheckOctets;
        words = Next(packed, ref at);
        while (at < packed.Length)
            ids.Add(Next(packed, ref at));
        return [.. ids];
    }

    private static void Append(List<byte> octets, int value)
    {
        for (var rest = (uint)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                octets.Add((byte)rest);
                return;
            }
            octets.Add((byte)(rest | 0x80));
        }
    }

    private static int Next(ReadOnlySpan<byte> packed, ref int at)
    {
        var value = 0u;
        for (var shift = 0; ; shift += 7)
        {
            var octet = packed[at++];
            value |= (uint)(octet & 0x7F) << shift;
            if (octet < 0x80)
                return (int)value;
        }
    }

    private static ulong CheckOf(in IndexRow row, ReadOnlySpan<byte> packed)
    {
        var sum = Mix.Of((ulong)row.Leaf, (ulong)row.At, (ulong)(row.RoomRow ?? -1), (ulong)(row.Seq ?? -1));
        foreach (var octet in packed[CheckOctets..])
            sum = Mix.Of(sum, octet);
        return sum;
    }
}
