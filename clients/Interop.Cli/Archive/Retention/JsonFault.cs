using System.Text.Json;
using System.Text.RegularExpressions;

namespace Interop.Cli.Archive.Retention;

/// <summary>What is wrong in a file that somebody has written, without the names that this program has for it.</summary>
internal static partial class JsonFault
{
    /// <summary>One line: the place, where it is known, and the fault.</summary>
    public static string In(JsonException fault)
    {
        var says = PlaceAndTypes().Replace(fault.Message, "").Trim();
        var place = fault.Path is { Length: > 0 } path ? $"at {path}" : fault.LineNumber is { } line ? $"in line {line + 1}" : "";
        return RecordText.Printable(place.Length == 0 ? says : $"{place}: {says}");
    }

    [GeneratedRegex(@" (?:for type|to|from) '?Interop\.[\w.\[\]`]+'?|Path: .*$", RegexOptions.NonBacktracking)]
    private static partial Regex PlaceAndTypes();
}
