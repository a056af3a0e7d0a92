using System.Text.Json;
using Interop.Server.Compliance.Content.Lexicons;

namespace Interop.Server.Compliance.Content;

/// <summary>Reads settings of a kind member by member, and says by JSON Pointer what is wrong.</summary>
internal static class SettingsReader
{
    /// <exception cref="LexiconException">It is no object, or has another member.</exception>
    public static void Only(JsonElement element, string pointer, params ReadOnlySpan<string> names)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new LexiconException(pointer, "An object is expected.");
        foreach (var member in element.EnumerateObject())
        {
            if (!names.Contains(member.Name))
                throw new LexiconException($"{pointer}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", $"There is no such member here. Known are {string.Join(", ", names)}.");
        }
    }

    public static string? Text(JsonElement element, string pointer, string name) => !element.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw new LexiconException($"{pointer}/{name}", "Text is expected.");

    public static string Required(JsonElement element, string pointer, string name) => Text(element, pointer, name) ?? throw new LexiconException($"{pointer}/{name}", "It is missing.");

    public static bool Flag(JsonElement element, string pointer, string name) => element.TryGetProperty(name, out var value)
        && value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw new LexiconException($"{pointer}/{name}", "true or false is expected.") };

    public static long Number(JsonElement element, string pointer, string name, long otherwise, long min, long max)
    {
        if (!element.TryGetProperty(name, out var value))
            return otherwise;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max ? number
            : throw new LexiconException($"{pointer}/{name}", $"A number from {min} to {max} is expected.");
    }

    public static string[] Texts(JsonElement element, string pointer, string name) =>
        [.. Items(element, pointer, name).Select((item, place) => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new LexiconException($"{pointer}/{name}/{place}", "Text is expected."))];

    public static IEnumerable<JsonElement> Items(JsonElement element, string pointer, string name) => !element.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new LexiconException($"{pointer}/{name}", "A list is expected.");
}
