using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Interop.Protocol.Events;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// What a person wrote in an event: the text of every part, names of files, the thread's name, the reason of a retraction, a room's name and topic; of a
/// type that is not known, every string. Formatted text without its tags. Extracted once per event, when it is first asked for, into memory of the
/// thread: it holds until the next event is judged on that thread, and is never kept. Nothing is allocated once the memory has grown.
/// </summary>
internal sealed class WrittenText
{
    /// <summary>Characters of one event, all segments together; an event has at most 64 KiB.</summary>
    public const int CharactersMax = 256 * 1024;

    /// <summary>Segments of one event.</summary>
    public const int SegmentsMax = 4096;

    private const int DepthMax = 32;

    [ThreadStatic]
    private static WrittenText? own;

    private readonly List<(int Start, int Length)> segments = [];
    private char[] characters = new char[1024];
    private int used;
    private string type = "";
    private JsonElement content;
    private bool extracted;

    private WrittenText()
    {
    }

    /// <summary>How many pieces of text there are. The first question extracts them.</summary>
    /// <exception cref="PolicyLimitException">There is more than an event may have.</exception>
    public int Count => Extracted().segments.Count;

    /// <summary>The text of a segment, as a reader sees it. The span holds as long as this does.</summary>
    public ReadOnlySpan<char> this[int segment]
    {
        get
        {
            var (start, length) = Extracted().segments[segment];
            return characters.AsSpan(start, length);
        }
    }

    /// <summary>The memory of this thread, set to an event.</summary>
    /// <param name="type">Of the event.</param>
    /// <param name="content">As it was written; undefined when it is not at hand, and then nothing can be read.</param>
    public static WrittenText Of(string type, JsonElement content)
    {
        var text = own ??= new WrittenText();
        (text.type, text.content, text.extracted) = (type, content, false);
        return text;
    }

    /// <summary>JSON Pointer (RFC 6901) into the content: to the string of a segment.</summary>
    public string PointerOf(int segment) => Walk.To(type, content, segment).Pointer;

    /// <summary>JSON Pointer to the part that a segment belongs to, which a redaction takes out; null when it belongs to none.</summary>
    public string? PartOf(int segment) => Walk.To(type, content, segment).Part;

    private WrittenText Extracted()
    {
        if (extracted)
            return this;
        segments.Clear();
        used = 0;
        new Walk(this).Content(type, content);
        extracted = true;
        return this;
    }

    private void Add(JsonElement value, bool isMarkup)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (segments.Count >= SegmentsMax || used + raw.Length > CharactersMax)
            throw new PolicyLimitException("what was written is larger than an event may be");
        if (used + raw.Length > characters.Length)
            Array.Resize(ref characters, Math.Max(characters.Length * 2, used + raw.Length));
        var length = Decode(raw, characters.AsSpan(used));
        if (isMarkup)
            length = MarkupStripper.Strip(characters.AsSpan(used, length));
        segments.Add((used, length));
        used += length;
    }

    private static int Decode(ReadOnlySpan<byte> raw, Span<char> to)
    {
        if (raw.IndexOf((byte)'\\') < 0)
            return Encoding.UTF8.GetChars(raw[1..^1], to);
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        return reader.CopyString(to);
    }

    /// <summary>The one order in which an event's strings are visited: to take them in, or to find where the n-th of them stands.</summary>
    private ref struct Walk(WrittenText? into)
    {
        private int wanted = -1;
        private int seen;
        private string? part;
        private (string Pointer, string? Part)? found;

        public static (string Pointer, string? Part) To(string type, JsonElement content, int segment)
        {
            var walk = new Walk(null) { wanted = segment };
            walk.Content(type, content);
            return walk.found ?? throw new ArgumentOutOfRangeException(nameof(segment));
        }

        public void Content(string type, JsonElement content)
        {
            if (content.ValueKind != JsonValueKind.Object)
                return;
            var hasPart = type is EventTypes.Message or EventTypes.Edit or EventTypes.Reaction;
            foreach (var member in content.EnumerateObject())
            {
                if (hasPart && member.NameEquals("part"u8))
                    Part(member.Value, "/part", 0);
                else if (!hasPart || !member.NameEquals("expires"u8))
                    Any(member.Value, wanted < 0 ? "" : $"/{Escaped(member.Name)}", 0);
            }
        }

        private void Part(JsonElement element, string pointer, int depth)
        {
            if (element.ValueKind != JsonValueKind.Object || depth > DepthMax)
                return;
            part = pointer;
            if (element.TryGetProperty("content"u8, out var said) && said.ValueKind == JsonValueKind.String)
                Take(said, wanted < 0 ? "" : $"{pointer}/content", IsMarkup(element));
            if (element.TryGetProperty("filename"u8, out var name) && name.ValueKind == JsonValueKind.String)
                Take(name, wanted < 0 ? "" : $"{pointer}/filename", isMarkup: false);
            if (element.TryGetProperty("parts"u8, out var parts) && parts.ValueKind == JsonValueKind.Array)
            {
                var index = 0;
                foreach (var inner in parts.EnumerateArray())
                    Part(inner, wanted < 0 ? "" : $"{pointer}/parts/{index++}", depth + 1);
            }
            part = null;
        }

        private void Any(JsonElement element, string pointer, int depth)
        {
            if (depth > DepthMax)
                return;
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    Take(element, pointer, isMarkup: false);
                    break;
                case JsonValueKind.Array:
                    var index = 0;
                    foreach (var item in element.EnumerateArray())
                        Any(item, wanted < 0 ? "" : $"{pointer}/{index++}", depth + 1);
                    break;
                case JsonValueKind.Object:
                    foreach (var member in element.EnumerateObject())
                        Any(member.Value, wanted < 0 ? "" : $"{pointer}/{Escaped(member.Name)}", depth + 1);
                    break;
            }
        }

        private void Take(JsonElement value, string pointer, bool isMarkup)
        {
            into?.Add(value, isMarkup);
            if (seen++ == wanted)
                found = (pointer, part);
        }

        private static bool IsMarkup(JsonElement part) =>
            part.TryGetProperty("contentType"u8, out var type) && type.ValueKind == JsonValueKind.String
            && JsonMarshal.GetRawUtf8Value(type) is var raw && raw.Length > 10 && Ascii.EqualsIgnoreCase(raw[1..10], "text/html"u8);

        private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }
}
