using System.Text;

namespace Interop.Server.Media;

/// <summary>
/// What octets are, by how they begin (spec 15.5): the patterns of the WHATWG MIME Sniffing Standard, sections 6 and 7.1, and the common containers
/// and programs that it leaves out because browsers do not show them. Never by name or by what a sender says.
/// </summary>
internal static class MediaSniffer
{
    /// <summary>So many octets are looked at, as in the standard's resource header.</summary>
    public const int HeadOctets = 1445;

    public const string Unknown = "application/octet-stream";
    private const string Text = "text/plain";

    // Octets that begin a file of the type. A question mark stands for any octet; most specific first.
    private static readonly (string Type, byte?[] Pattern)[] Magic =
    [
        Of("image/png", "89 50 4E 47 0D 0A 1A 0A"), Of("image/jpeg", "FF D8 FF"), Of("image/gif", "47 49 46 38 37 61"), Of("image/gif", "47 49 46 38 39 61"),
        Of("image/webp", "52 49 46 46 ? ? ? ? 57 45 42 50 56 50"), Of("image/bmp", "42 4D"), Of("image/x-icon", "00 00 01 00"), Of("image/x-icon", "00 00 02 00"),
        Of("image/tiff", "49 49 2A 00"), Of("image/tiff", "4D 4D 00 2A"),
        Of("audio/aiff", "46 4F 52 4D ? ? ? ? 41 49 46 46"), Of("audio/mpeg", "49 44 33"), Of("application/ogg", "4F 67 67 53 00"), Of("audio/midi", "4D 54 68 64 00 00 00 06"),
        Of("video/avi", "52 49 46 46 ? ? ? ? 41 56 49 20"), Of("audio/wave", "52 49 46 46 ? ? ? ? 57 41 56 45"), Of("audio/flac", "66 4C 61 43"), Of("video/webm", "1A 45 DF A3"),
        Of("application/pdf", "25 50 44 46 2D"), Of("application/postscript", "25 21 50 53 2D 41 64 6F 62 65 2D"),
        Of("application/gzip", "1F 8B 08"), Of("application/zip", "50 4B 03 04"), Of("application/zip", "50 4B 05 06"), Of("application/vnd.rar", "52 61 72 21 1A 07"),
        Of("application/x-7z-compressed", "37 7A BC AF 27 1C"), Of("application/zstd", "28 B5 2F FD"), Of("application/x-xz", "FD 37 7A 58 5A 00"), Of("application/x-bzip2", "42 5A 68"),
        Of("application/vnd.microsoft.portable-executable", "4D 5A"), Of("application/x-elf", "7F 45 4C 46"), Of("application/x-mach-binary", "CF FA ED FE"),
        Of("application/wasm", "00 61 73 6D"), Of("application/x-ole-storage", "D0 CF 11 E0 A1 B1 1A E1"), Of("application/rtf", "7B 5C 72 74 66"), Of("text/x-shellscript", "23 21"),
        Of("font/woff", "77 4F 46 46"), Of("font/woff2", "77 4F 46 32"),
    ];

    // Tags that begin HTML, followed by a space or the tag's end.
    private static readonly string[] Html =
    [
        "<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style", "<title", "<b", "<body", "<br", "<p", "<!--",
    ];

    /// <summary>The type of octets that begin like this.</summary>
    /// <param name="head">At least <see cref="HeadOctets"/> of them, or all.</param>
    public static string TypeOf(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, HeadOctets)];
        foreach (var (type, pattern) in Magic)
        {
            if (Matches(head, pattern))
                return type;
        }
        if (Mpeg4(head) is { } video)
            return video;
        if (Markup(head) is { } markup)
            return markup;
        return IsText(head) ? Text : Unknown;
    }

    private static (string Type, byte?[] Pattern) Of(string type, string pattern) =>
        (type, [.. pattern.Split(' ').Select(p => p == "?" ? (byte?)null : Convert.ToByte(p, 16))]);

    private static bool Matches(ReadOnlySpan<byte> head, byte?[] pattern)
    {
        if (head.Length < pattern.Length)
            return false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is { } octet && head[i] != octet)
                return false;
        }
        return true;
    }

    /// <summary>The first box of ISO/IEC 14496-12 says which brand of file it is.</summary>
    private static string? Mpeg4(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head[4..8].SequenceEqual("ftyp"u8))
            return null;
        return Encoding.ASCII.GetString(head[8..12]) switch
        {
            "avif" or "avis" => "image/avif",
            "heic" or "heix" or "mif1" => "image/heic",
            "M4A " => "audio/mp4",
            "qt  " => "video/quicktime",
            _ => "video/mp4",
        };
    }

    /// <summary>What a reader's program would run: HTML, SVG and other XML, with or without a byte order mark and white space before it.</summary>
    private static string? Markup(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\n', '\r', '\f');
        foreach (var tag in Html)
        {
            if (text.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && (tag == "<!--" || (text.Length > tag.Length && text[tag.Length] is ' ' or '>')))
                return text.Contains("<svg", StringComparison.OrdinalIgnoreCase) && tag == "<!--" ? "image/svg+xml" : "text/html";
        }
        if (text.StartsWith("<svg", StringComparison.OrdinalIgnoreCase) || (text.StartsWith("<!DOCTYPE svg", StringComparison.OrdinalIgnoreCase)))
            return "image/svg+xml";
        if (!text.StartsWith("<?xml", StringComparison.Ordinal))
            return null;
        return text.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "image/svg+xml" : text.Contains("<html", StringComparison.OrdinalIgnoreCase) ? "application/xhtml+xml" : "text/xml";
    }

    /// <summary>None of the octets that the standard calls binary, or a mark of UTF-16.</summary>
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return true;
        foreach (var octet in head)
        {
            if (octet is <= 0x08 or 0x0B or (>= 0x0E and <= 0x1A) or (>= 0x1C and <= 0x1F))
                return false;
        }
        return true;
    }
}
