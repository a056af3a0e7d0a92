using System.IO.Compression;
using System.Text;
using Interop.Server.Media.Text;
using Microsoft.Extensions.Logging.Abstractions;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>The text of PDF (spec 15.11), and files that were made to break who reads them.</summary>
public sealed class PdfReadingTests
{
    private const int CharactersMax = 1000;

    [Fact]
    public void HostileFiles_EndTheirReaderAlone_AndAreNamed()
    {
        using var pdf = new PdfReading(TimeProvider.System, NullLogger<PdfReading>.Instance);
        var good = Document("Quarterly figures", "of the second page");
        IsRead();
        var some = Read(10);
        Assert.Equal(("Quarterly ", MediaReading.TooLarge), (some.Text, some.Unreadable));
        foreach (var (name, octets) in Hostile(good))
        {
            var reading = pdf.Read(new MemoryStream(octets), CharactersMax);
            Assert.True(reading.Unreadable is MediaReading.Broken or MediaReading.Time or MediaReading.TooLarge, $"{name}: {reading}");
        }
        IsRead();

        // A machine that has much else to do may take too long for any file.
        MediaReading Read(int charactersMax) => Enumerable.Range(0, 15).Select(_ => pdf.Read(new MemoryStream(good), charactersMax)).First(reading => reading.Unreadable != MediaReading.Time);

        void IsRead()
        {
            var reading = Read(CharactersMax);
            Assert.Null(reading.Unreadable);
            Assert.Equal("Quarterly figures\nof the second page", reading.Text.Trim().ReplaceLineEndings("\n"));
        }
    }

    private static IEnumerable<(string Name, byte[] Octets)> Hostile(byte[] good)
    {
        yield return ("nothing but a beginning", "%PDF-1.7 hello"u8.ToArray());
        yield return ("nested without end", Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj\n" + new string('[', 3_000_000)));
        yield return ("a content of 160 megabytes", Bomb());
    }

    private static byte[] Document(params string[] pages)
    {
        using var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        foreach (var page in pages)
            builder.AddPage(PageSize.A4).AddText(page, 12, new PdfPoint(25, 700), font);
        return builder.Build();
    }

    /// <summary>One page whose content unpacks to 160 megabytes, which show 48 million letters.</summary>
    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var shown = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("BT /F 9 Tf (aaaaaaaa) Tj ET\n", 40_000)));
            for (var i = 0; i < 150; i++)
                zlib.Write(shown);
        }
        return Encoding.Latin1.GetBytes($"""
            %PDF-1.4
            1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
            2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
            3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>> endobj
            4 0 obj <</Filter/FlateDecode/Length {packed.Length}>> stream
            {Encoding.Latin1.GetString(packed.ToArray())}
            endstream endobj
            5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
            trailer <</Root 1 0 R>>
            """);
    }
}
