using System.Buffers.Binary;

namespace Interop.Server.Media.Text;

/// <summary>Looks at the end of a zip file, where its list of entries is: the library reads that list as a whole, however long it is.</summary>
internal static class ZipDirectory
{
    private const int EndOctets = 22;
    private const int CommentOctetsMax = 65_535;
    private const int OffsetAt = 16;

    private static ReadOnlySpan<byte> Signature => [0x50, 0x4B, 0x05, 0x06];

    /// <summary>Whether the list lies within the last octets of the file. Files of the 64-bit form are too large to be read here.</summary>
    public static bool IsSmall(Stream octets, int max)
    {
        if (!octets.CanSeek || octets.Length < EndOctets)
            return false;
        var tail = new byte[Math.Min(octets.Length, EndOctets + CommentOctetsMax)];
        octets.Seek(-tail.Length, SeekOrigin.End);
        octets.ReadExactly(tail);
        octets.Seek(0, SeekOrigin.Begin);
        var at = tail.AsSpan(0, tail.Length - EndOctets + Signature.Length).LastIndexOf(Signature);
        if (at < 0)
            return false;
        var begin = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + OffsetAt));
        var end = octets.Length - tail.Length + at;
        return begin != uint.MaxValue && begin <= end && end - begin <= max;
    }
}
