using System.Buffers;
using System.Buffers.Text;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.Evidence;

/// <summary>Writes the canonical form of a receipt directly, members in order; a test holds it against the general way.</summary>
internal static class ReceiptWriter
{
    public static void Write(ArchiveReceipt receipt, IBufferWriter<byte> output)
    {
        Text("{\"archivedAt\":"u8, receipt.ArchivedAt, output);
        Text(",\"event\":"u8, receipt.Event.Value, output);
        Number(",\"index\":"u8, receipt.Index, output);
        Text(",\"log\":"u8, receipt.Log, output);
        Text(",\"recordDigest\":"u8, receipt.RecordDigest, output);
        Text(",\"retentionClass\":"u8, receipt.RetentionClass, output);
        Number(",\"treeSize\":"u8, receipt.TreeSize, output);
        output.Write("}"u8);
    }

    private static void Text(ReadOnlySpan<byte> before, string value, IBufferWriter<byte> output)
    {
        output.Write(before);
        CanonicalJson.WriteString(value, output);
    }

    private static void Number(ReadOnlySpan<byte> before, long value, IBufferWriter<byte> output)
    {
        const int digitsMax = 20;
        output.Write(before);
        Utf8Formatter.TryFormat(value, output.GetSpan(digitsMax), out var written);
        output.Advance(written);
    }
}
