using System.Runtime.InteropServices;
using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Protocol.Media;
using Interop.Server.Media.Text;

namespace Interop.Server.Compliance.Content;

/// <summary>The files that an event brings, with their text (spec 7.10). Nearly no event has one, and nothing is allocated for it.</summary>
internal static class ReadFiles
{
    private const int DepthMax = 8;

    /// <param name="type">Of the event.</param>
    /// <param name="content">As it was written.</param>
    /// <param name="texts">Reads them; null where files are not at hand, as at a proxy of its own: then none of them can be read.</param>
    public static IReadOnlyList<ReadFile> Of(string type, JsonElement content, AttachedTexts? texts)
    {
        if (!MayBeIn(type, content) || !content.TryGetProperty("part"u8, out var part))
            return [];
        List<ReadFile>? files = null;
        Collect(part, "/part", 0, texts, ref files);
        return files is null ? [] : files;
    }

    /// <summary>Whether a walk through the content could find some.</summary>
    public static bool MayBeIn(string type, JsonElement content) =>
        type is EventTypes.Message or EventTypes.Edit or EventTypes.Reaction && content.ValueKind == JsonValueKind.Object
        && JsonMarshal.GetRawUtf8Value(content) is var octets && (octets.IndexOf("\"external\""u8) >= 0 || octets.IndexOf((byte)'\\') >= 0);

    private static void Collect(JsonElement part, string pointer, int depth, AttachedTexts? texts, ref List<ReadFile>? files)
    {
        if (part.ValueKind != JsonValueKind.Object || depth > DepthMax)
            return;
        if (part.TryGetProperty("cardinality"u8, out var cardinality) && cardinality.ValueEquals("external"u8))
            (files ??= []).Add(Read(part, pointer, texts));
        if (!part.TryGetProperty("parts"u8, out var parts) || parts.ValueKind != JsonValueKind.Array)
            return;
        var index = 0;
        foreach (var inner in parts.EnumerateArray())
            Collect(inner, $"{pointer}/parts/{index++}", depth + 1, texts, ref files);
    }

    private static ReadFile Read(JsonElement part, string pointer, AttachedTexts? texts)
    {
        var name = part.TryGetProperty("filename"u8, out var said) ? said.GetString() : null;
        if (!part.TryGetProperty("url"u8, out var url) || !MediaId.TryParse(url.GetString(), out var id))
            return new ReadFile(pointer, name, "", MediaReading.None(MediaReading.Absent));
        return new ReadFile(pointer, name, id.Digest, texts?.Of(id.Digest) ?? MediaReading.None(MediaReading.Absent));
    }
}
