using System.Buffers;
using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;

namespace Interop.Server.Export;

/// <summary>
/// records.ndjson of a client copy: of each event its header and the body that was given, with the leaf hash of the record that stays with the archive, so
/// that receipt and proof can be checked; other records whole.
/// </summary>
internal sealed class ClientCopyFormat(ExportFolder folder) : IRecordFormat
{
    private readonly ArrayBufferWriter<byte> line = new(4096);
    private readonly NdjsonFormat whole = new(folder);

    public string Name => "ndjson";

    public void Begin() => whole.Begin();

    public void Write(ExportRecord record)
    {
        if (record.LeafHash is not { } leaf || record.Header is not { } header)
        {
            whole.Write(record);
            return;
        }
        line.ResetWrittenCount();
        line.Write(Encoding.ASCII.GetBytes($"{{\"index\":{record.Index},\"kind\":\"{record.Kind}\",\"at\":\"{record.At}\"{(record.RetentionClass is null ? "" : $",\"retention\":\"{record.RetentionClass}\"")},\"header\":"));
        CanonicalJson.Write(header, line);
        if (record.Body is { } body)
        {
            line.Write(",\"body\":"u8);
            line.Write(body);
        }
        if (record.BodyAbsent is { } absent)
            line.Write(Encoding.ASCII.GetBytes($",\"bodyAbsent\":\"{absent}\""));
        if (record.Media is { } media)
        {
            line.Write(",\"media\":"u8);
            line.Write(JsonSerializer.SerializeToUtf8Bytes(media, OcipJson.Default.ArchivedMediaArray));
        }
        line.Write(Encoding.ASCII.GetBytes($",\"leafHash\":\"{Base64UrlText.Of(leaf)}\"{(record.IsRedacted ? ",\"redacted\":true" : "")}}}\n"));
        folder.Grow(NdjsonFormat.File).Write(line.WrittenSpan);
    }
}
