using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.PeopleApi;

namespace Interop.Server.Compliance.Hours;

/// <summary>
/// The calendars of public holidays that come with the server (Compliance/Hours/Holidays/*.json), by name. They know the years up to 2028; an
/// administrator puts another in the place of one that is not right for the organisation.
/// </summary>
internal static class HolidayFiles
{
    private const string Folder = "Interop.Server.Compliance.Hours.Holidays.";

    public static FrozenDictionary<string, HolidayCalendar> All { get; } = Read().ToFrozenDictionary(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, HolidayCalendar>> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var file = assembly.GetManifestResourceStream(resource)!;
            yield return new(resource[Folder.Length..^".json".Length], JsonSerializer.Deserialize(file, OcipJson.Default.HolidayCalendar)!);
        }
    }
}
