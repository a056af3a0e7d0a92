namespace Interop.Web.Security;

/// <summary>Images that a page may show: four kinds of pixels, by their first octets and not by what anybody says. None of them can carry a script (SVG can, and is no such kind).</summary>
internal static class SafeImages
{
    /// <summary>Octets; larger ones are downloaded.</summary>
    public const int OctetsMax = 4 * 1024 * 1024;

    /// <summary>Whether it is worth asking.</summary>
    public static bool MayBe(string? contentType, long? size) => size is > 0 and <= OctetsMax && contentType is "image/png" or "image/jpeg" or "image/gif" or "image/webp";

    /// <summary>What the octets are; null when they are nothing that is shown.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> octets)
    {
        if (octets.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return "image/png";
        if (octets.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return "image/jpeg";
        if (octets.StartsWith("GIF87a"u8) || octets.StartsWith("GIF89a"u8))
            return "image/gif";
        return octets.Length > 12 && octets.StartsWith("RIFF"u8) && octets[8..12].SequenceEqual("WEBP"u8) ? "image/webp" : null;
    }
}
