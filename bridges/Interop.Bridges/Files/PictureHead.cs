using System.Buffers.Binary;

namespace Interop.Bridges.Files;

/// <summary>What the first octets of a picture tell: its type and its size in pixels. Anything else, and what is cut short, tells nothing.</summary>
internal static class PictureHead
{
    /// <summary>Octets to look at: of a JPEG the size stands behind what the camera wrote.</summary>
    public const int Octets = 64 * 1024;

    private static readonly string[] Known = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>The declared type where the octets do not contradict it: a picture of a type that every client shows has to be one.</summary>
    public static string TypeOf(string declared, ReadOnlySpan<byte> head)
    {
        var essence = declared.Split(';')[0].Trim().ToLowerInvariant();
        return !Known.Contains(essence, StringComparer.Ordinal) || essence == Found(head) ? essence : "application/octet-stream";
    }

    public static (int Width, int Height)? PixelsOf(ReadOnlySpan<byte> head)
    {
        var size = Found(head) switch
        {
            "image/png" when head.Length >= 24 => ((int)BinaryPrimitives.ReadUInt32BigEndian(head[16..]), (int)BinaryPrimitives.ReadUInt32BigEndian(head[20..])),
            "image/gif" when head.Length >= 10 => (BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..])),
            "image/jpeg" => OfJpeg(head),
            _ => (0, 0),
        };
        return size is { Item1: > 0, Item2: > 0 } ? size : null;
    }

    private static string? Found(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) ? "image/png"
        : head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? "image/jpeg"
        : head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) ? "image/gif"
        : head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) ? "image/webp"
        : null;

    /// <summary>Goes from segment to segment up to the one that begins a frame.</summary>
    private static (int Width, int Height) OfJpeg(ReadOnlySpan<byte> head)
    {
        for (var at = 2; at + 9 < head.Length && head[at] == 0xff;)
        {
            var marker = head[at + 1];
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
                return (BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..]));
            at += 2 + Math.Max((int)BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]), 2);
        }
        return (0, 0);
    }
}
