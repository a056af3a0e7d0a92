using System.Runtime.InteropServices;
using System.Text.Json;
using Interop.Protocol.Events;

namespace Interop.Protocol.Media;

/// <summary>The media that an event refers to (spec 15).</summary>
public static class MediaParts
{
    private static readonly MediaPart[] None = [];

    /// <summary>Of an event of this type and content, each digest once for each size that is claimed, in the order of the parts. Content must be well formed (spec 04).</summary>
    public static IReadOnlyList<MediaPart> Of(string type, JsonElement content)
    {
        if (type is not (EventTypes.Message or EventTypes.Edit or EventTypes.Reaction) || !MayBeIn(content) || !content.TryGetProperty("part", out var part))
            return None;
        List<MediaPart>? found = null;
        Collect(part, ref found);
        return found is null ? None : found;
    }

    /// <summary>Whether a walk through any content could find some. Nearly every message has none: its octets say so.</summary>
    public static bool MayBeIn(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Object)
            return false;
        var octets = JsonMarshal.GetRawUtf8Value(content);
        return octets.IndexOf("/m/"u8) >= 0 || octets.IndexOf((byte)'\\') >= 0;
    }

    private static void Collect(JsonElement part, ref List<MediaPart>? found)
    {
        if (part.TryGetProperty("parts", out var inner))
        {
            foreach (var item in inner.EnumerateArray())
                Collect(item, ref found);
            return;
        }
        if (!part.TryGetProperty("url", out var url) || !MediaId.TryParse(url.GetString(), out var id))
            return;
        var size = part.GetProperty("size").GetInt64();
        found ??= [];
        if (!found.Exists(known => known.Id == id && known.Size == size))
            found.Add(new MediaPart(id, size, part.GetProperty("contentType").GetString()!));
    }
}
