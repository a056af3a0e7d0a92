using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Bridges.Matrix;

/// <summary>
/// Reading JSON that anybody on a homeserver may have written: a field of the wrong type, or a text that is no Unicode
/// (a lone surrogate, octets that are no UTF-8: the parser checks neither), reads as absent and never throws.
/// </summary>
internal static class MatrixJson
{
    /// <summary>
    /// Nesting that is still parsed. Far more than a homeserver accepts: a transaction refused for one deep event would be
    /// sent again for ever, and nothing after it would arrive.
    /// </summary>
    public const int DepthMax = 10_000;

    /// <summary>Writes as canonical JSON does: nothing escaped that need not be, so that our count of octets is the homeserver's.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
            node.WriteTo(writer);
        return buffer.ToArray();
    }

    public static JsonElement? Field(this JsonElement json, string name)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null; // another member's name is no text
        }
    }

    public static JsonElement? Object(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static JsonElement? Array(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.Array } value ? value : null;

    public static string? Text(this JsonElement json, string name) => json.Field(name)?.AsText();

    public static long? Number(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static bool Flag(this JsonElement json, string name) => json.Field(name) is { ValueKind: JsonValueKind.True };

    public static string? AsText(this JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // "\ud800" alone: JSON, but not text
        }
    }
}
