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
        if (type is not (EventTypes.Message or EventTypes.Edit or EventTypes.Reaction) || content.ValueKind != JsonValueKind.Object)
            return None;
        // Nearly every message has none: the octets say so without a walk.
        if (JsonMarshal.GetRawUtf8Value(content).IndexOf("/m/"u8) < 0 && JsonMarshal.GetRawUtf8Value(content).IndexOf((byte)'\\') < 0)
            return None;
        if (!content.TryGetProperty("part", out var part))
            return None;
        List<MediaPart>? found = null;
        Collect(part, ref found);
        return found is null ? None : found;
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
