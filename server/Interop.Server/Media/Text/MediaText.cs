using System.Text;
using Interop.Server.Archive.Encryption;

namespace Interop.Server.Media.Text;

/// <summary>
/// The text of a file, for the search index and for policies: plain text, HTML, the documents of office programs (docx, pptx, xlsx, odt, ods, odp), and plain text and HTML in
/// zip files. Images and sound have none, PDF is read by <see cref="PdfReading"/>. What a file does to be read never costs more than the limits: octets read, octets unpacked, their ratio, depth and
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
        TakeAny(octets, type, text, new ReadBounds(CharactersMax, CancellationToken.None));
        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>The text, and whether that is all: for those who must know what they have not read.</summary>
    /// <param name="octets">From the beginning, seekable; not disposed of.</param>
    /// <param name="type">What the octets were found to be.</param>
    /// <param name="charactersMax">Characters that are taken.</param>
    /// <param name="stop">Ends the reading: the file has taken too long.</param>
    public static MediaReading Read(Stream octets, string type, int charactersMax, CancellationToken stop)
    {
        var (text, bounds) = (new StringBuilder(), new ReadBounds(charactersMax, stop));
        try
        {
            TakeAny(octets, type, text, bounds);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            bounds.Leave(MediaReading.Time);
        }
        catch (DataFileException)
        {
            bounds.Leave(MediaReading.Broken);
        }
        return new MediaReading(text.ToString(), bounds.Unreadable);
    }

    private static void TakeAny(Stream octets, string type, StringBuilder text, ReadBounds bounds)
    {
        if (type == "application/zip")
            OfficeText.Read(octets, text, bounds);
        else if (!Take(octets, type, text, bounds))
            bounds.Leave(MediaReading.Type);
    }

    /// <summary>What stands in the octets as text. False when they are of a type that has other files, or a form that is not read here.</summary>
    public static bool Take(Stream octets, string type, StringBuilder text, ReadBounds bounds)
    {
        switch (type)
        {
            case "text/plain" or "text/x-shellscript":
                Plain(octets, text, bounds);
                return true;
            case "text/html" or "text/xml" or "application/xhtml+xml" or "image/svg+xml":
                Markup(octets, text, bounds);
                return true;
            default:
                return HasNone(type);
        }
    }

    /// <summary>Pictures, sound and letters to draw with: what is written in them is not text.</summary>
    private static bool HasNone(string type) => type.Split('/')[0] is "image" or "audio" or "video" or "font";

    private static void Plain(Stream octets, StringBuilder text, ReadBounds bounds)
    {
        using var bounded = new BoundedStream(octets, OctetsMax, bounds.Stop);
        using var reader = Reader(bounded);
        var buffer = new char[8192];
        int read;
        while (text.Length < bounds.CharactersMax && (read = reader.Read(buffer)) > 0)
            text.Append(buffer, 0, Math.Min(read, bounds.CharactersMax - text.Length));
        NoteRest(octets, text, bounds);
    }

    private static void Markup(Stream octets, StringBuilder text, ReadBounds bounds)
    {
        using var bounded = new BoundedStream(octets, OctetsMax, bounds.Stop);
        using var reader = Reader(bounded);
        MarkupText.Read(reader, text, bounds.CharactersMax);
        NoteRest(octets, text, bounds);
    }

    private static void NoteRest(Stream octets, StringBuilder text, ReadBounds bounds)
    {
        if (text.Length >= bounds.CharactersMax || octets.Length > OctetsMax)
            bounds.Leave(MediaReading.TooLarge);
    }

    /// <summary>UTF-8, or what a byte order mark says; what is neither becomes U+FFFD.</summary>
    private static StreamReader Reader(Stream octets) => new(octets, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
}
