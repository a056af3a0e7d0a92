using System.Buffers;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;

namespace Interop.Server.Export;

/// <summary>
/// records.ndjson: each record on a line of its own, as the archive's API gives it, with fixed part and body in the canonical form that their digests are
/// of. Always in a package: it is what the proofs are of.
/// </summary>
internal sealed class NdjsonFormat(ExportFolder folder) : IRecordFormat
{
    public const string File = "records.ndjson";
    private readonly ArrayBufferWriter<byte> line = new(4096);

    public string Name => "ndjson";

    public void Begin() => folder.Grow(File);

    public void Write(ExportRecord record)
    {
        line.ResetWrittenCount();
        line.Write("{\"index\":"u8);
        line.Write(System.Text.Encoding.ASCII.GetBytes(record.Index.ToString()));
        line.Write(",\"record\":"u8);
        line.Write(record.Fixed);
        if (record.Body is { } body)
        {
            line.Write(",\"body\":"u8);
            line.Write(body);
        }
        if (record.BodyAbsent is { } absent)
        {
            line.Write(",\"bodyAbsent\":"u8);
            CanonicalJson.WriteString(absent, line);
        }
        if (record.Media is { } media)
        {
            line.Write(",\"media\":"u8);
            line.Write(JsonSerializer.SerializeToUtf8Bytes(media, OcipJson.Default.ArchivedMediaArray));
        }
        line.Write("}\n"u8);
        folder.Grow(File).Write(line.WrittenSpan);
    }
}
