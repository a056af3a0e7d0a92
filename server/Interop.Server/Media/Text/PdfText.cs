using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace Interop.Server.Media.Text;

/// <summary>
/// The text of a PDF, page by page, in the order in which it is read. Runs in a process of its own alone (<see cref="PdfProgram"/>): nothing here bounds what a hostile
/// file costs.
/// </summary>
internal static class PdfText
{
    private const int PagesMax = 1000;

    // Fonts that are missing, and pages that are half broken, are read as far as they go; what is drawn is not asked for.
    private static readonly ParsingOptions Lenient = new() { UseLenientParsing = true, SkipMissingFonts = true, ClipPaths = false };

    public static void Read(byte[] octets, StringBuilder text, ReadBounds bounds)
    {
        try
        {
            using var document = PdfDocument.Open(octets, Lenient);
            for (var page = 1; page <= Math.Min(document.NumberOfPages, PagesMax) && text.Length < bounds.CharactersMax; page++)
                text.Append(ContentOrderTextExtractor.GetText(document.GetPage(page), addDoubleNewline: false)).Append('\n');
            if (document.NumberOfPages > PagesMax || text.Length > bounds.CharactersMax)
                bounds.Leave(MediaReading.TooLarge);
        }
        catch (PdfDocumentEncryptedException)
        {
            bounds.Leave(MediaReading.Encrypted);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // Whatever a parser meets in a file that was made to be wrong. What was read before is text all the same.
            bounds.Leave(MediaReading.Broken);
        }
        text.Length = Math.Min(text.Length, bounds.CharactersMax);
    }
}
