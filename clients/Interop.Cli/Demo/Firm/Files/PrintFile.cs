using System.Globalization;
using System.Text;

namespace Interop.Cli.Demo.Firm.Files;

/// <summary>A page as it is printed (PDF 1.4), of lines in a standard font.</summary>
internal static class PrintFile
{
    public const string Type = "application/pdf";

    private const int LettersPerLine = 90;
    private const int LinesMax = 50;

    /// <param name="paragraphs">Latin letters; others are left out.</param>
    public static byte[] Of(IEnumerable<string> paragraphs)
    {
        var page = new StringBuilder("BT /F1 10 Tf 14 TL 50 800 Td\n");
        foreach (var line in paragraphs.SelectMany(p => p.Chunk(LettersPerLine)).Take(LinesMax))
            page.Append('(').Append(string.Concat(line.Where(c => c is >= ' ' and <= '~' and not ('(' or ')' or '\\')))).Append(") Tj T*\n");
        page.Append("ET");
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {page.Length} >>\nstream\n{page}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var (number, body) in objects.Index())
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{number + 1} 0 obj\n{body}\nendobj\n");
        }
        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            file.Append(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }
}
