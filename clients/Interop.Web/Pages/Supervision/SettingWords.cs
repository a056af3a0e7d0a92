using System.Globalization;
using Interop.Protocol.ReviewApi;

namespace Interop.Web.Pages.Supervision;

/// <summary>Settings of supervision as people write and read them.</summary>
internal static class SettingWords
{
    private static readonly char[] Between = [',', ';', '\n'];

    /// <summary>Names with commas between; null of none.</summary>
    public static string[]? List(string? text)
    {
        var names = (text ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToArray();
        return names.Length == 0 ? null : names;
    }

    /// <summary>Where items of a queue come from.</summary>
    public static string Source(string name) => Review.ReviewWords.Sources.FirstOrDefault(source => source.Name == name).Words ?? name;

    public static string Text(IEnumerable<string>? names) => string.Join(", ", names ?? []);

    /// <summary>One line a level, the first level first; a line of * stands for every reviewer. Null of nothing: one level, and every reviewer.</summary>
    public static string[][]? Levels(string? text)
    {
        var lines = (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? null : [.. lines.Select(line => line == "*" ? [] : List(line) ?? [])];
    }

    public static string LevelText(string[][]? levels) => string.Join('\n', (levels ?? []).Select(level => level.Length == 0 ? "*" : Text(level)));

    public static string Levels(ReviewQueue queue) => queue.Levels is not { } levels ? "every reviewer"
        : string.Join(" → ", levels.Select(level => level.Length == 0 ? "every reviewer" : Text(level)));

    public static string Must(ReviewQueue queue) => queue.Must is not { } must ? ""
        : string.Join("; ", new[] { must.Groups is { Length: > 0 } groups ? $"everything of {Text(groups)}" : "", must.Policies is { Length: > 0 } policies ? $"what {Text(policies)} {(policies.Length == 1 && !policies[0].EndsWith('*') ? "asks" : "ask")} for" : "" }.Where(part => part.Length > 0));

    public static int? Number(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
