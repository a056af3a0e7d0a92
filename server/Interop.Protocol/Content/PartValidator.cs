using System.Text.Json;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Media;
using Interop.Protocol.Time;

namespace Interop.Protocol.Content;

/// <summary>Checks the shape of a <see cref="MessageContent"/> as it came (spec 04).</summary>
internal static class PartValidator
{
    private const int DigestOctets = 32;

    public static Fault? Check(JsonElement content)
    {
        var fault = JsonShape.Only(content, "content", "topicId", "expires", "urgent", "part")
            ?? CheckUrgency(content)
            ?? JsonShape.Text(content, "topicId", "content", EventLimits.TopicIdOctetsMax)
            ?? JsonShape.Text(content, "expires", "content", EventLimits.PartFieldOctetsMax);
        if (fault is not null)
            return fault;
        if (content.TryGetProperty("expires", out var expires) && !WireTime.TryParse(expires.GetString(), out _))
            return Fault.Malformed("content.expires: a time of the form 2026-01-31T09:30:00.000Z is expected");
        if (!content.TryGetProperty("part", out var part))
            return Fault.Malformed("content.part: missing");
        var parts = 0;
        return CheckPart(part, 1, ref parts)
            ?? (MediaParts.Of(EventTypes.Message, content).Count > EventLimits.MediaMax ? Fault.TooLarge($"content: more than {EventLimits.MediaMax} different media") : null);
    }

    private static Fault? CheckUrgency(JsonElement content)
    {
        if (!content.TryGetProperty("urgent", out var urgent))
            return null;
        return JsonShape.Object(urgent, "content.urgent")
            ?? JsonShape.Only(urgent, "content.urgent", "reason")
            ?? JsonShape.Text(urgent, "reason", "content.urgent", EventLimits.ReasonOctetsMax, required: true)
            ?? (urgent.GetProperty("reason").GetString() is "" ? Fault.Malformed("content.urgent.reason: a text is expected") : null);
    }

    private static Fault? CheckPart(JsonElement part, int level, ref int parts)
    {
        const string path = "part";
        if (level > EventLimits.PartLevelsMax)
            return Fault.TooLarge($"{path}: nested more than {EventLimits.PartLevelsMax} levels deep");
        if (++parts > EventLimits.PartsMax)
            return Fault.TooLarge($"{path}: more than {EventLimits.PartsMax} parts");
        if (JsonShape.Object(part, path) is { } noObject)
            return noObject;
        var fault = JsonShape.Text(part, "disposition", path, EventLimits.PartFieldOctetsMax)
            ?? JsonShape.Text(part, "language", path, EventLimits.PartFieldOctetsMax);
        if (fault is not null)
            return fault;
        if (!part.TryGetProperty("cardinality", out var cardinality) || cardinality.ValueKind != JsonValueKind.String)
            return Fault.Malformed($"{path}.cardinality: missing");
        return cardinality.GetString() switch
        {
            "single" => CheckSingle(part, path),
            "multi" => CheckMulti(part, path, level, ref parts),
            "external" => CheckExternal(part, path),
            "null" => JsonShape.Only(part, path, "cardinality", "disposition", "language"),
            _ => Fault.Malformed($"{path}.cardinality: one of single, multi, external, null is expected"),
        };
    }

    private static Fault? CheckSingle(JsonElement part, string path) =>
        JsonShape.Only(part, path, "cardinality", "disposition", "language", "contentType", "content")
        ?? CheckMediaType(part, path)
        ?? JsonShape.Text(part, "content", path, EventLimits.EventOctetsMax, required: true);

    private static Fault? CheckMulti(JsonElement part, string path, int level, ref int parts)
    {
        var fault = JsonShape.Only(part, path, "cardinality", "disposition", "language", "semantics", "parts")
            ?? JsonShape.OneOf(part, "semantics", path, true, "chooseOne", "singleUnit", "processAll");
        if (fault is not null)
            return fault;
        if (!part.TryGetProperty("parts", out var inner) || inner.ValueKind != JsonValueKind.Array || inner.GetArrayLength() == 0)
            return Fault.Malformed($"{path}.parts: a list of at least one part is expected");
        foreach (var item in inner.EnumerateArray())
        {
            if (CheckPart(item, level + 1, ref parts) is { } innerFault)
                return innerFault;
        }
        return null;
    }

    private static Fault? CheckExternal(JsonElement part, string path)
    {
        var fault = JsonShape.Only(part, path, "cardinality", "disposition", "language", "contentType", "url", "size", "digest", "filename")
            ?? CheckMediaType(part, path)
            ?? JsonShape.Text(part, "url", path, EventLimits.UrlOctetsMax, required: true)
            ?? JsonShape.Text(part, "digest", path, EventLimits.PartFieldOctetsMax)
            ?? JsonShape.Text(part, "filename", path, EventLimits.PartFieldOctetsMax);
        if (fault is not null)
            return fault;
        var address = part.GetProperty("url").GetString()!;
        if (!MediaRules.IsMedia(address) && (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps))
            return Fault.Malformed($"{path}.url: an absolute https URL, or the name of media, is expected");
        if (part.TryGetProperty("size", out var size) && (size.ValueKind != JsonValueKind.Number || !size.TryGetInt64(out var octets) || octets < 0))
            return Fault.Malformed($"{path}.size: a whole number of octets is expected");
        if (part.TryGetProperty("digest", out var digest) && !Base64UrlText.TryDecode(digest.GetString(), DigestOctets, out _))
            return Fault.Malformed($"{path}.digest: base64url of SHA-256 is expected");
        return MediaRules.IsMedia(address) ? MediaRules.Check(part, path) : null;
    }

    private static Fault? CheckMediaType(JsonElement part, string path)
    {
        if (JsonShape.Text(part, "contentType", path, EventLimits.PartFieldOctetsMax, required: true) is { } fault)
            return fault;
        var type = part.GetProperty("contentType");
        return type.ValueEquals("text/plain"u8) || type.ValueEquals("text/html"u8) || IsMediaType(type.GetString()!)
            ? null
            : Fault.Malformed($"{path}.contentType: a media type such as text/plain is expected");
    }

    /// <summary>type "/" subtype, with or without parameters (RFC 6838 §4.2); what the parameters say is not judged.</summary>
    private static bool IsMediaType(string text)
    {
        var semicolon = text.IndexOf(';');
        var essence = semicolon < 0 ? text : text[..semicolon];
        return essence.Split('/') is [{ Length: > 0 } type, { Length: > 0 } subtype] && IsToken(type) && IsToken(subtype) && text.All(c => c is >= ' ' and <= '~');
    }

    private static bool IsToken(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '!' or '#' or '$' or '&' or '-' or '^' or '_' or '.' or '+');
}
