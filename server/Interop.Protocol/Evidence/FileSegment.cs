using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Protocol.Evidence;

/// <summary>
/// What integrity.bin of an export package has of each segment of a file (spec 08): SHA-256 of its octets, and two sums by which a single octet that was
/// altered is found: the sum of the octets, and that of each octet times its place from 1. All of it 48 octets.
/// </summary>
public static class FileSegment
{
    /// <summary>Octets of a segment; the last one of a file is shorter.</summary>
    public const int Octets = 16 * 1024;

    /// <summary>Octets of an entry: digest, sum, weighted sum; the sums of eight octets, the highest first.</summary>
    public const int EntryOctets = SHA256.HashSizeInBytes + 16;

    /// <summary>Writes the entry of a segment.</summary>
    public static void Write(ReadOnlySpan<byte> segment, Span<byte> entry)
    {
        SHA256.HashData(segment, entry);
        var (sum, weighted) = Sums(segment);
        BinaryPrimitives.WriteInt64BigEndian(entry[SHA256.HashSizeInBytes..], sum);
        BinaryPrimitives.WriteInt64BigEndian(entry[(SHA256.HashSizeInBytes + 8)..], weighted);
    }

    /// <summary>Whether the segment is the one of the entry.</summary>
    public static bool Matches(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> entry)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(segment, digest);
        return entry[..SHA256.HashSizeInBytes].SequenceEqual(digest);
    }

    /// <summary>The place of the one octet that makes the segment another than the entry's; null when more than one does. The digest has confirmed it.</summary>
    public static int? AlteredOctet(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> entry)
    {
        var (sum, weighted) = Sums(segment);
        var more = sum - BinaryPrimitives.ReadInt64BigEndian(entry[SHA256.HashSizeInBytes..]);
        var moreWeighted = weighted - BinaryPrimitives.ReadInt64BigEndian(entry[(SHA256.HashSizeInBytes + 8)..]);
        if (more == 0 || moreWeighted % more != 0)
            return null;
        var at = (moreWeighted / more) - 1;
        if (at < 0 || at >= segment.Length || segment[(int)at] - more is < 0 or > byte.MaxValue)
            return null;
        var mended = segment.ToArray();
        mended[at] = (byte)(mended[at] - more);
        return Matches(mended, entry) ? (int)at : null;
    }

    private static (long Sum, long Weighted) Sums(ReadOnlySpan<byte> segment)
    {
        // From the end, each octet is counted once more in every step after it: that is its place from 1.
        long sum = 0, weighted = 0;
        for (var i = segment.Length - 1; i >= 0; i--)
        {
            sum += segment[i];
            weighted += sum;
        }
        return (sum, weighted);
    }
}
