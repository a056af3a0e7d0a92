using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Media;

namespace Interop.Cli.Verification.Packages;

/// <summary>One line of records.ndjson, taken apart, with everything that can be checked about it alone. A fault is kept until the line's turn comes.</summary>
internal sealed class RecordLine
{
    private RecordLine(long offset, PackageFaultException fault) => (Offset, Fault) = (offset, fault);

    private RecordLine(long offset, long index, FixedPart part, byte[] leafHash) => (Offset, Index, Part, LeafHash) = (offset, index, part, leafHash);

    /// <summary>Octet of the file at which the line begins.</summary>
    public long Offset { get; }

    public PackageFaultException? Fault { get; private init; }

    public long Index { get; }

    public FixedPart Part { get; } = null!;

    public byte[] LeafHash { get; } = [];

    public string? BodyAbsent { get; private init; }

    public bool HasBody { get; private init; }

    public ArchivedMedia[] Media { get; private init; } = [];

    /// <summary>The network that it came from or is about.</summary>
    public string? Network { get; private init; }

    public static RecordLine Read(string file, long offset, byte[] line)
    {
        var slices = new Slices(line);
        try
        {
            slices.Read();
            if (slices.Header is not null)
                return ReadGiven(slices, line, offset);
            var record = line[slices.Record!.Value];
            var part = FixedPart.Read(slices.Index, record);
            var body = slices.Body is { } at ? line[at] : null;
            var media = slices.Media is { } list ? JsonSerializer.Deserialize(line.AsSpan(list), OcipJson.Default.ArchivedMediaArray) ?? [] : [];
            Check(part, body, slices.BodyAbsent, media);
            return new RecordLine(offset, slices.Index, part, MerkleTree.LeafHash(record)) { HasBody = body is not null, BodyAbsent = slices.BodyAbsent, Media = media, Network = NetworkOf(record) };
        }
        catch (ArchiveFaultException fault)
        {
            return new RecordLine(offset, new PackageFaultException($"{file}: {fault.Message}", file, offset, offset + line.Length));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or MalformedJsonException or ArgumentException)
        {
            return new RecordLine(offset, new PackageFaultException($"{file}: a line that is no record of an archive: {fault.Message}", file, offset, offset + line.Length));
        }
    }

    /// <summary>A line of a client copy: the record stays with the archive, its leaf hash stands for it.</summary>
    private static RecordLine ReadGiven(Slices slices, byte[] line, long offset)
    {
        var header = line[slices.Header!.Value];
        var part = FixedPart.OfHeader(slices.Index, slices.Kind ?? "", slices.At ?? "", slices.Retention ?? "default", header);
        if (!Base64UrlText.TryDecode(slices.LeafHash, MerkleTree.HashLength, out var leaf))
            throw new ArchiveFaultException($"record {slices.Index}: its leaf hash is none");
        var media = slices.Media is { } list ? JsonSerializer.Deserialize(line.AsSpan(list), OcipJson.Default.ArchivedMediaArray) ?? [] : [];
        if (slices.Body is null != (slices.BodyAbsent is not null))
            throw new ArchiveFaultException($"record {slices.Index}: the content is missing, and the package does not say why");
        // What was delivered with parts removed has another digest than what was written, and the header promises that.
        if (slices.Body is { } body && !slices.IsRedacted && !BodyCheck.Matches(line[body], part.ContentDigest!))
            throw new ArchiveFaultException($"record {slices.Index}: the content is not the one whose digest was archived");
        return new RecordLine(offset, slices.Index, part, leaf) { HasBody = slices.Body is not null, BodyAbsent = slices.BodyAbsent, Media = media, Network = NetworkOf(header) };
    }

    private static void Check(FixedPart part, byte[]? body, string? absent, ArchivedMedia[] media)
    {
        if (body is null)
        {
            if (part.ContentDigest is not null && absent is null && part.Kind is not ("decision" or "egress") && !part.IsWithheld)
                throw new ArchiveFaultException($"record {part.Index}: the content is missing, and the package does not say why");
            return;
        }
        if (absent is not null)
            throw new ArchiveFaultException($"record {part.Index}: its content is here, and is said to be absent");
        if (part.ContentDigest is not { } promised)
            throw new ArchiveFaultException($"record {part.Index} has content that its fixed part does not know of");
        if (!BodyCheck.Matches(body, promised))
            throw new ArchiveFaultException($"record {part.Index}: the content is not the one whose digest was archived");
        if (part.Media.Count == 0 && media.Length == 0)
            return;
        using var parsed = JsonDocument.Parse(body);
        if (!Base64UrlText.TryDecode(parsed.RootElement.GetProperty("salt").GetString(), EventIdentity.SaltOctets, out var salt)
            || !media.Select(m => m.Commitment(salt)).SequenceEqual(part.Media, StringComparer.Ordinal))
            throw new ArchiveFaultException($"record {part.Index}: what is said of the event's media is not what was archived");
    }

    private static string? NetworkOf(byte[] record)
    {
        // Most records are of no network, and their octets say so.
        if (record.AsSpan().IndexOf("\"network\":"u8) < 0 && record.AsSpan().IndexOf("\"bridge:"u8) < 0)
            return null;
        using var parsed = JsonDocument.Parse(record);
        var root = parsed.RootElement;
        // Of a client copy it is the header itself.
        return Text(root, "header", "network") ?? Text(root, "network") ?? (Text(root, "source") is { } source && source.StartsWith("bridge:", StringComparison.Ordinal) ? source[7..] : null);
    }

    private static string? Text(JsonElement root, params string[] path)
    {
        foreach (var name in path)
        {
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out root))
                return null;
        }
        return root.ValueKind == JsonValueKind.String ? root.GetString() : null;
    }

    /// <summary>Where the members of a line are.</summary>
    private sealed class Slices(byte[] line)
    {
        public long Index { get; private set; } = -1;

        public Range? Record { get; private set; }

        public Range? Header { get; private set; }

        public string? Kind { get; private set; }

        public string? At { get; private set; }

        public string? Retention { get; private set; }

        public string? LeafHash { get; private set; }

        public bool IsRedacted { get; private set; }

        public Range? Body { get; private set; }

        public Range? Media { get; private set; }

        public string? BodyAbsent { get; private set; }

        public void Read()
        {
            var reader = new Utf8JsonReader(line);
            var before = "";
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException("no object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                // One order, no member twice: a line has one spelling.
                if (Order(name) <= Order(before))
                    throw new JsonException($"the member {name} stands where it does not belong");
                before = name;
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                if (name == "index")
                    Index = reader.GetInt64();
                else if (reader.TokenType == JsonTokenType.String)
                    Take(name, reader.GetString()!);
                IsRedacted |= name == "redacted" && reader.GetBoolean();
                reader.Skip();
                var range = start..(int)reader.BytesConsumed;
                if (name == "record")
                    Record = range;
                else if (name == "header")
                    Header = range;
                else if (name == "body")
                    Body = range;
                else if (name == "media")
                    Media = range;
            }
            if (reader.BytesConsumed != line.Length || Record is null == Header is null || Index < 0)
                throw new JsonException("members are missing, or something stands behind it");
        }

        private void Take(string name, string text)
        {
            if (name == "bodyAbsent")
                BodyAbsent = text;
            else if (name == "kind")
                Kind = text;
            else if (name == "at")
                At = text;
            else if (name == "retention")
                Retention = text;
            else if (name == "leafHash")
                LeafHash = text;
        }

        private static int Order(string name) => Array.IndexOf(["", "index", "kind", "at", "retention", "record", "header", "body", "bodyAbsent", "media", "leafHash", "redacted"], name) is >= 0 and var place ? place : throw new JsonException($"the member {name} is not known");
    }
}
