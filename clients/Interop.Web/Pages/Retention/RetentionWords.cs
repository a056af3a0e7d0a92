using System.Globalization;
using Interop.Protocol.ArchiveApi;
using Interop.Web.Shared;

namespace Interop.Web.Pages.Retention;

/// <summary>Classes, durations and dispositions in words.</summary>
internal static class RetentionWords
{
    /// <summary>P3Y as 3 years; – of none.</summary>
    public static string Duration(string? text)
    {
        if (text is not { Length: > 2 } || text[0] != 'P')
            return text ?? "–";
        var (words, number) = (new List<string>(), "");
        foreach (var c in text.AsSpan(1))
        {
            if (char.IsAsciiDigit(c))
            {
                number += c;
                continue;
            }
            var unit = c switch { 'Y' => "year", 'M' => "month", 'W' => "week", 'D' => "day", _ => c.ToString() };
            words.Add(number == "1" ? $"1 {unit}" : $"{number} {unit}s");
            number = "";
        }
        return string.Join(", ", words);
    }

    /// <summary>Who has the class, and of what.</summary>
    public static string Scope(RetentionClass one)
    {
        if (one.Class == "default")
            return "everything that no other class has";
        if (one.AppliesTo is not { } scope)
            return "everybody, everything";
        var parts = new[] { Part("group", scope.Groups), Part("network", scope.Networks), Part("type", scope.Types), Part("label", scope.Labels), Part("room", scope.Rooms) }.OfType<string>().ToArray();
        return parts.Length == 0 ? "everybody, everything" : string.Join("; ", parts);
    }

    public static (Tone Tone, string Word) StateOf(DispositionView one) => one.State switch
    {
        "done" => (Tone.Ok, "done"),
        "preview" when one.Count == 0 => (Tone.Plain, "nothing due"),
        "preview" => (Tone.Held, "waits for approval"),
        "approved" => (Tone.Plain, "approved"),
        _ => (Tone.Plain, "running"),
    };

    /// <summary>Of the records of the log that are gone through, 0 to 100.</summary>
    public static string Progress(DispositionView one) => one.State switch
    {
        "done" => string.Create(CultureInfo.InvariantCulture, $"{one.Ended:N0} bodies ended"),
        "preview" => string.Create(CultureInfo.InvariantCulture, $"{one.Count:N0} bodies would end"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{one.Ended:N0} of {one.Count:N0} ended"),
    };

    private static string? Part(string what, string[]? names) => names is not { Length: > 0 } ? null : $"{what}{(names.Length == 1 ? "" : "s")} {string.Join(", ", names)}";
}
