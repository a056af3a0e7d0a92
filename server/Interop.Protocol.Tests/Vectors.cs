using System.Text.Json;

namespace Interop.Protocol.Tests;

/// <summary>The language-neutral vectors of spec/vectors, as the tests find them beside the built program.</summary>
internal static class Vectors
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "vectors");

    public static JsonElement Load(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        return document.RootElement.Clone();
    }

    public static IEnumerable<JsonElement> Cases(string name, string list = "cases") => Load(name).GetProperty(list).EnumerateArray();

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.Text(name));

    public static byte[][] Hashes(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(hash => Convert.FromHexString(hash.GetString()!))];
}
