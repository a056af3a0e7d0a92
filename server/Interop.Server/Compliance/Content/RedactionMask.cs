using System.Text;
using System.Text.Json;
using Interop.Protocol.Content;
using Interop.Server.Compliance.Content.Lexicons;

namespace Interop.Server.Compliance.Content;

/// <summary>
/// What stands where something was taken out (spec 7.10): member mask? of the settings, a text, or one for each script by its code of ISO 15924 and
/// <c>*</c> for the others, so that a reader of Arabic or Japanese is not told in English. Always of the same length, whatever was there.
/// </summary>
internal sealed class RedactionMask
{
    /// <summary>Without a setting. It has no direction and no script of its own.</summary>
    public const string Default = "████";

    private const string Others = "*";
    private const int CharactersMax = 64;

    private static readonly (string Script, int First, int Last)[] Ranges =
    [
        ("Latn", 0x41, 0x24F), ("Grek", 0x370, 0x3FF), ("Cyrl", 0x400, 0x52F), ("Armn", 0x530, 0x58F), ("Hebr", 0x590, 0x5FF), ("Arab", 0x600, 0x77F), ("Deva", 0x900, 0x97F),
        ("Thai", 0xE00, 0xE7F), ("Geor", 0x10A0, 0x10FF), ("Hang", 0x1100, 0x11FF), ("Latn", 0x1E00, 0x1EFF), ("Grek", 0x1F00, 0x1FFF), ("Jpan", 0x3041, 0x30FF), ("Hang", 0x3131, 0x318E),
        ("Hani", 0x3400, 0x9FFF), ("Hang", 0xAC00, 0xD7A3), ("Hani", 0xF900, 0xFAFF), ("Arab", 0xFB50, 0xFDFF), ("Arab", 0xFE70, 0xFEFE), ("Hani", 0x20000, 0x3FFFF),
    ];

    private readonly Dictionary<string, string> byScript = new(StringComparer.Ordinal);

    /// <param name="settings">Of the version.</param>
    /// <exception cref="LexiconException">A member is not what it should be.</exception>
    public RedactionMask(JsonElement settings)
    {
        byScript[Others] = Default;
        if (!settings.TryGetProperty("mask", out var mask))
            return;
        if (mask.ValueKind == JsonValueKind.String)
        {
            byScript[Others] = Checked(mask.GetString()!, "/mask");
            return;
        }
        if (mask.ValueKind != JsonValueKind.Object)
            throw new LexiconException("/mask", "A text is expected, or one for each script.");
        foreach (var member in mask.EnumerateObject())
        {
            if (member.Name != Others && !Ranges.Any(r => r.Script == member.Name))
                throw new LexiconException("/mask", $"There is no script {(TextRules.IndexOfRefused(member.Name) < 0 ? member.Name : "of that name")} here. Known are {string.Join(", ", Ranges.Select(r => r.Script).Distinct())} and {Others}.");
            byScript[member.Name] = Checked(SettingsReader.Required(mask, "/mask", member.Name), $"/mask/{member.Name}");
        }
    }

    /// <summary>For something in this text: by the script of most of its letters; kana anywhere make it Japanese.</summary>
    public string For(ReadOnlySpan<char> text)
    {
        if (byScript.Count == 1)
            return byScript[Others];
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune))
                continue;
            var script = Array.Find(Ranges, r => rune.Value >= r.First && rune.Value <= r.Last).Script;
            if (script is not null)
                counts[script] = counts.GetValueOrDefault(script) + 1;
        }
        if (counts.ContainsKey("Jpan") && counts.Remove("Hani", out var han))
            counts["Jpan"] += han;
        var most = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).FirstOrDefault().Key ?? Others;
        return byScript.GetValueOrDefault(most, byScript[Others]);
    }

    private static string Checked(string mask, string pointer) => mask.Length is > 0 and <= CharactersMax && TextRules.IndexOfRefused(mask) < 0
        ? mask : throw new LexiconException(pointer, $"1 to {CharactersMax} characters of clean text are expected.");
}
