using System.Buffers.Binary;
using System.Text;

namespace Interop.Server.Media.Text;

/// <summary>
/// The server's program as a reader of PDF (<see cref="PdfReading"/>): files come in over standard input, their texts go out over standard output, one after the
/// other, until the input ends. A request is its octets (8 octets of number, the highest first), the characters that are wanted (4), then the file; an answer the place of its
/// reason in <see cref="Reasons"/> (1), the octets of the text (4), then the text as UTF-8.
/// </summary>
internal static class PdfProgram
{
    public const string Option = "--read-pdf";
    public const int HeadOctets = 12;
    public const int AnswerOctets = 5;

    /// <summary>What is written once it can be asked.</summary>
    public const byte Ready = 1;

    /// <summary>Why there may be more text than was given; the first: that is all.</summary>
    public static readonly IReadOnlyList<string?> Reasons = [null, MediaReading.Encrypted, MediaReading.TooLarge, MediaReading.Broken];

    private const string First = """
        %PDF-1.4
        1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>> endobj
        4 0 obj <</Length 26>> stream
        BT /F 9 Tf (first) Tj ET
        endstream endobj
        5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
        trailer <</Root 1 0 R>>
        """;

    /// <summary>Null when the program is asked for something else.</summary>
    public static int? Answer(string[] args)
    {
        if (args is not [Option])
            return null;
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        // The library is compiled as it is first used: that is no file's time.
        PdfText.Read(Encoding.ASCII.GetBytes(First), new StringBuilder(), new ReadBounds(1, CancellationToken.None));
        output.WriteByte(Ready);
        output.Flush();
        var head = new byte[HeadOctets];
        while (input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            var octets = new byte[BinaryPrimitives.ReadInt64BigEndian(head)];
            input.ReadExactly(octets);
            var (text, bounds) = (new StringBuilder(), new ReadBounds(BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(8)), CancellationToken.None));
            PdfText.Read(octets, text, bounds);
            var written = Encoding.UTF8.GetBytes(text.ToString());
            var answer = new byte[AnswerOctets + written.Length];
            answer[0] = (byte)Reasons.ToList().IndexOf(bounds.Unreadable);
            BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), written.Length);
            written.CopyTo(answer, AnswerOctets);
            output.Write(answer);
            output.Flush();
        }
        return 0;
    }
}
