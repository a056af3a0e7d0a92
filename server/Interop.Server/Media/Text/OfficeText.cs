using System.IO.Compression;
using System.Text;
using System.Xml;
using Interop.Server.Archive.Encryption;

namespace Interop.Server.Media.Text;

/// <summary>
/// The text of office documents: zip files with XML; of other zip files see <see cref="ArchiveText"/>. Nothing is trusted: the list of entries, what each unpacks to, its ratio, the depth of its elements
/// and the text are bounded, document types are refused (no entities, nothing is fetched), and encrypted documents have none.
/// </summary>
internal static class OfficeText
{
    /// <summary>Octets of the list of entries, which is read as a whole.</summary>
    private const int DirectoryOctetsMax = 1024 * 1024;

    private const int PartsMax = 1000;

    /// <summary>Octets that all parts unpack to.</summary>
    private const long UnpackedOctetsMax = 32 * 1024 * 1024;

    /// <summary>Octets that unpack from one, where there are more than a few: what is above is made to fill a disk.</summary>
    private const int RatioMax = 200;

    private const long RatioAsked = 1024 * 1024;
    private const int DepthMax = 256;

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = false, CheckCharacters = false,
    };

    public static void Read(Stream octets, StringBuilder text, ReadBounds bounds)
    {
        if (!ZipDirectory.IsSmall(octets, DirectoryOctetsMax))
        {
            bounds.Leave(MediaReading.Broken);
            return;
        }
        try
        {
            using var zip = new ZipArchive(octets, ZipArchiveMode.Read, leaveOpen: true);
            var left = UnpackedOctetsMax;
            var parts = zip.Entries.Where(e => IsText(e.FullName)).OrderBy(e => e.FullName, StringComparer.Ordinal).ToArray();
            if (zip.Entries.Any(e => e.IsEncrypted))
                bounds.Leave(MediaReading.Encrypted);
            else if (zip.Entries.Any(e => e.FullName.Contains("/embeddings/", StringComparison.Ordinal)))
                bounds.Leave(MediaReading.Type);
            if (parts.Length == 0)
                ArchiveText.Read(zip, left, text, bounds);
            foreach (var entry in parts.Where(e => !e.IsEncrypted).Take(PartsMax))
            {
                if (left > 0 && text.Length < bounds.CharactersMax)
                    left -= ReadPart(entry, left, text, bounds);
            }
            if (left <= 0 || text.Length >= bounds.CharactersMax || parts.Length > PartsMax)
                bounds.Leave(MediaReading.TooLarge);
        }
        catch (Exception broken) when (broken is InvalidDataException or XmlException or NotSupportedException or EndOfStreamException || (broken is IOException and not DataFileException))
        {
            // What was read before the break is text all the same.
            bounds.Leave(MediaReading.Broken);
        }
    }

    /// <returns>Octets that were unpacked.</returns>
    private static long ReadPart(ZipArchiveEntry entry, long left, StringBuilder text, ReadBounds bounds)
    {
        var max = Math.Min(left, Math.Max(RatioAsked, entry.CompressedLength * RatioMax));
        using var unpacked = entry.Open();
        using var bounded = new BoundedStream(unpacked, max, bounds.Stop);
        using var reader = XmlReader.Create(bounded, Strict);
        var isOpenDocument = entry.FullName == "content.xml";
        var isText = isOpenDocument;
        while (reader.Read() && text.Length < bounds.CharactersMax && reader.Depth <= DepthMax)
        {
            if (reader.NodeType == XmlNodeType.Element && !isOpenDocument)
                isText = reader.LocalName == "t" && !reader.IsEmptyElement;
            else if (reader.NodeType == XmlNodeType.EndElement)
                End(reader.LocalName, ref isText, isOpenDocument, text);
            else if (isText && reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
                Append(reader, text, bounds.CharactersMax);
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "tab" or "br" or "line-break" or "s")
                text.Append(' ');
        }
        if (reader.Depth > DepthMax)
            bounds.Leave(MediaReading.Broken);
        return max - bounded.Left;
    }

    /// <summary>By pieces: one text may be as long as the file.</summary>
    private static void Append(XmlReader reader, StringBuilder text, int charactersMax)
    {
        var piece = new char[2048];
        int read;
        while (text.Length < charactersMax && (read = reader.ReadValueChunk(piece, 0, Math.Min(piece.Length, charactersMax - text.Length))) > 0)
            text.Append(piece, 0, read);
    }

    private static void End(string element, ref bool isText, bool isOpenDocument, StringBuilder text)
    {
        isText = isOpenDocument;
        if (element is "p" or "h" or "si" or "is" && text.Length > 0 && text[^1] != '\n')
            text.Append('\n');
    }

    private static bool IsText(string name) => name is "word/document.xml" or "word/footnotes.xml" or "word/endnotes.xml" or "word/comments.xml" or "xl/sharedStrings.xml" or "content.xml"
        || IsNumbered(name, "word/header") || IsNumbered(name, "word/footer") || IsNumbered(name, "ppt/slides/slide") || IsNumbered(name, "ppt/notesSlides/notesSlide") || IsNumbered(name, "xl/worksheets/sheet");

    private static bool IsNumbered(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal) && name.AsSpan(prefix.Length, name.Length - prefix.Length - 4) is { Length: <= 5 } number && number.IndexOfAnyExceptInRange('0', '9') < 0;
}
