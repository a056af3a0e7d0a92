using System.Text.Json;
using Interop.Protocol;

namespace Interop.Server.Retention;

/// <summary>The classes that apply to a record, in the order of the schedule.</summary>
internal sealed class ClassSet
{
    /// <summary>Where no other class applies. Its records do not name it.</summary>
    public static readonly ClassSet Default = new([BuiltInClasses.DefaultName], byPerson: false);

    /// <param name="names">At least one.</param>
    /// <param name="byPerson">One of them starts with an occasion.</param>
    public ClassSet(string[] names, bool byPerson)
    {
        (Names, ByPerson) = (names, byPerson);
        Json = JsonSerializer.Serialize(names, OcipJson.Default.StringArray);
    }

    public string[] Names { get; }

    /// <summary>As it stands in the fixed part: canonical, for the names are plain ASCII.</summary>
    public string Json { get; }

    /// <summary>When it is kept from depends on who wrote it.</summary>
    public bool ByPerson { get; }

    /// <summary>The class that the receipt names, and under which the body's key is kept.</summary>
    public string First => Names[0];

    public bool IsDefault => Names is [BuiltInClasses.DefaultName];

    /// <summary>Of a fixed part: what its receipt names.</summary>
    public static string FirstOf(JsonElement record) => record.TryGetProperty("retention", out var names) ? names[0].GetString()! : BuiltInClasses.DefaultName;

    /// <summary>Of a fixed part: all of them.</summary>
    public static string[] NamesOf(JsonElement record) =>
        record.TryGetProperty("retention", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [BuiltInClasses.DefaultName];
}
