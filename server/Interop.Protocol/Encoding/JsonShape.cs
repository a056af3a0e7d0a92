using System.Runtime.InteropServices;
using System.Text.Json;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;

namespace Interop.Protocol.Encoding;

/// <summary>Questions about the shape of a JSON value; each answers null or the fault.</summary>
internal static class JsonShape
{
    private static readonly System.Buffers.SearchValues<byte> Suspicious = System.Buffers.SearchValues.Create([(byte)'\\', 0x7F, 0xC2, 0xEF]);

    public static Fault? Object(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Object ? null : Fault.Malformed($"{path}: an object is expected");

    /// <summary>That an object has no member but these.</summary>
    public static Fault? Only(JsonElement value, string path, params ReadOnlySpan<string> names)
    {
        if (Object(value, path) is { } fault)
            return fault;
        foreach (var member in value.EnumerateObject())
        {
            var known = false;
            foreach (var name in names)
                known |= member.NameEquals(name);
            if (!known)
                return Fault.Malformed($"{path}: a member that is not known here");
        }
        return null;
    }

    /// <summary>That a member, if present, is a string of at most so many octets.</summary>
    public static Fault? Text(JsonElement value, string name, string path, int octetsMax, bool required = false)
    {
        if (!value.TryGetProperty(name, out var member))
            return required ? Fault.Malformed($"{path}.{name}: missing") : null;
        if (member.ValueKind != JsonValueKind.String)
            return Fault.Malformed($"{path}.{name}: a string is expected");
        // Escapes only make the raw form longer, so a short raw form needs no decoding.
        return JsonMarshal.GetRawUtf8Value(member).Length - 2 > octetsMax && System.Text.Encoding.UTF8.GetByteCount(member.GetString()!) > octetsMax
            ? Fault.TooLarge($"{path}.{name}: at most {octetsMax} octets")
            : null;
    }

    /// <summary>That a member is one of these strings.</summary>
    public static Fault? OneOf(JsonElement value, string name, string path, bool required, params ReadOnlySpan<string> choices)
    {
        if (!value.TryGetProperty(name, out var member))
            return required ? Fault.Malformed($"{path}.{name}: missing") : null;
        if (member.ValueKind == JsonValueKind.String)
        {
            foreach (var choice in choices)
            {
                if (member.ValueEquals(choice))
                    return null;
            }
        }
        return Fault.Malformed($"{path}.{name}: one of {string.Join(", ", choices!)} is expected");
    }

    /// <summary>That no string within, member names included, has a character that text may not have.</summary>
    public static Fault? CleanText(JsonElement value, string path)
    {
        // A control character stands behind a backslash, or is DEL, or starts with C2; U+FFFE and U+FFFF start with EF.
        if (!JsonMarshal.GetRawUtf8Value(value).ContainsAny(Suspicious))
            return null;
        return IsClean(value) ? null : Fault.Malformed($"{path}: a control character (line feed and tab are allowed), U+FFFE or U+FFFF");
    }

    private static bool IsClean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => TextRules.IndexOfRefused(value.GetString()) < 0,
        JsonValueKind.Array => value.EnumerateArray().All(IsClean),
        JsonValueKind.Object => value.EnumerateObject().All(member => TextRules.IndexOfRefused(member.Name) < 0 && IsClean(member.Value)),
        _ => true,
    };
}
