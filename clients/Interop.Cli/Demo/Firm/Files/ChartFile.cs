using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Interop.Cli.Generating;

namespace Interop.Cli.Demo.Firm.Files;

/// <summary>A picture of bars (PNG, one octet for each of red, green and blue).</summary>
internal static class ChartFile
{
    public const string Type = "image/png";

    private const int Width = 240;
    private const int Height = 120;
    private const int Bars = 12;
    private const uint Polynomial = 0xEDB88320;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Of(Dice dice)
    {
        var heights = Enumerable.Range(0, Bars).Select(_ => 10 + dice.Below(Height - 20)).ToArray();
        var file = new MemoryStream();
        file.Write(Signature);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), Height);
        (head[8], head[9]) = (8, 2); // depth, colours without transparency
        Add(file, "IHDR", head);
        var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < Height; y++)
                packing.Write(Row(heights, y));
        }
        Add(file, "IDAT", packed.ToArray());
        Add(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Row(int[] heights, int y)
    {
        // Before each row stands how it is filtered: not.
        var row = new byte[1 + (Width * 3)];
        for (var x = 0; x < Width; x++)
        {
            var isBar = x % (Width / Bars) < 14 && Height - y <= heights[x / (Width / Bars)];
            (row[1 + (x * 3)], row[2 + (x * 3)], row[3 + (x * 3)]) = isBar ? ((byte)0x2F, (byte)0x6F, (byte)0xB5) : ((byte)0xFF, (byte)0xFF, (byte)0xFF);
        }
        return row;
    }

    private static void Add(MemoryStream file, string name, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. content];
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(named));
        file.Write(number);
    }

    private static uint Checksum(byte[] octets)
    {
        var sum = uint.MaxValue;
        foreach (var octet in octets)
        {
            sum ^= octet;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ Polynomial;
        }
        return ~sum;
    }
}
