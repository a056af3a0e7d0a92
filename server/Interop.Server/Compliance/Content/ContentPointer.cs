using System.Text.Json;

namespace Interop.Server.Compliance.Content;

/// <summary>Follows JSON Pointers (RFC 6901) into a content.</summary>
internal static class ContentPointer
{
    /// <summary>The names and numbers that it leads through.</summary>
    public static string[] StepsOf(string pointer) =>
        [.. pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    /// <summary>The value there; undefined when it leads nowhere.</summary>
    public static JsonElement At(JsonElement content, string pointer)
    {
        var at = content;
        foreach (var step in StepsOf(pointer))
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(step, out var member))
                at = member;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index >= 0 && index < at.GetArrayLength())
                at = at[index];
            else
                return default;
        }
        return at;
    }

    /// <summary>The string there; null when there is none.</summary>
    public static string? StringAt(JsonElement content, string pointer) => At(content, pointer) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
