using System.Buffers;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;

namespace Interop.Protocol.ProxyApi;

/// <summary>Writes the canonical form of a stamp without recipients and redaction directly, members in order; a test holds it against the general way.</summary>
internal static class StampWriter
{
    public static void WritePlain(Stamp stamp, IBufferWriter<byte> output)
    {
        Text("{\"at\":"u8, stamp.At, output);
        if (stamp.Bypass is not null)
            Text(",\"bypass\":"u8, stamp.Bypass, output);
        Text(",\"code\":"u8, stamp.Code, output);
        Text(",\"direction\":"u8, stamp.Direction, output);
        Text(",\"event\":"u8, stamp.Event.Value, output);
        if (stamp.Own is not null)
            Text(",\"own\":"u8, stamp.Own, output);
        Text(",\"policyDigest\":"u8, stamp.PolicyDigest, output);
        Text(",\"proxy\":"u8, stamp.Proxy.Value, output);
        output.Write(",\"receipt\":"u8);
        ReceiptWriter.Write(stamp.Receipt, output);
        output.Write("}"u8);
    }

    private static void Text(ReadOnlySpan<byte> before, string value, IBufferWriter<byte> output)
    {
        output.Write(before);
        CanonicalJson.WriteString(value, output);
    }
}
