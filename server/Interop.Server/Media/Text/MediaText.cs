using System.Text;
using Interop.Server.Archive.Encryption;

namespace Interop.Server.Media.Text;

/// <summary>
/// The text of a file, for the search index: plain text, HTML, and the documents of office programs (docx, pptx, xlsx, odt, ods, odp). Images, PDF, sound and
/// archives of other files have none here. What a file does to be read never costs more than the limits: octets read, octets unpacked, their ratio, depth and
/// characters are bounded.
/// </summary>
internal static class MediaText
{
    /// <summary>Characters that are given of one file; the rest is not searched.</summary>
    public const int CharactersMax = 1_000_000;

    /// <summary>Octets that are read of a text.</summary>
    private const int OctetsMax = 4 * 1024 * 1024;

    /// <summary>The text, or null when there is none to be had. Partly broken documents give what comes before the break.</summary>
    /// <param name="octets">From the beginning, seekable; not disposed of.</param>
    /// <param name="type">What the octets were found to be, see <see cref="MediaSniffer"/>.</param>
    /// <exception cref="DataFileException">The file is not what was written.</exception>
    public static string? Extract(Stream octets, string type)
    {
        var text = new StringBuilder();
        switch (type)
        {
            case "text/plain" or "text/x-shellscript":
                Plain(octets, text);
                break;
            case "text/html" or "text/xml" or "application/xhtml+xml" or "image/svg+xml":
                Markup(octets, text);
                break;
            case "application/zip":
                OfficeText.Read(octets, text);
                break;
            default:
                return null;
        }
        return text.Length == 0 ? null : text.ToString();
    }

    private static void Plain(Stream octets, StringBuilder text)
    {
        using var reader = Reader(octets);
        var buffer = new char[8192];
        int read;
        while (text.Length < CharactersMax && (read = reader.Read(buffer)) > 0)
            text.Append(buffer, 0, Math.Min(read, CharactersMax - text.Length));
    }

    private static void Markup(Stream octets, StringBuilder text)
    {
        using var reader = Reader(octets);
        MarkupText.Read(reader, text, CharactersMax);
    }

    /// <summary>UTF-8, or what a byte order mark says; what is neither becomes U+FFFD.</summary>
    private static StreamReader Reader(Stream octets) => new(new BoundedStream(octets, OctetsMax), Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
}
