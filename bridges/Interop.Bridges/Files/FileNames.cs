using System.Text;
using Interop.Protocol.Content;

namespace Interop.Bridges.Files;

/// <summary>Names of files as strangers give them, made fit to be offered and stored (spec 15.4).</summary>
public static class FileNames
{
    private const int OctetsMax = 255;
    private const int ExtensionMax = 16;

    /// <summary>What a file without a name is called.</summary>
    public const string Unnamed = "file";

    /// <summary>A name only: no path, no control or direction characters, no leading dot, at most 255 octets. Null when nothing is left.</summary>
    public static string? Clean(string? name)
    {
        if (name is null)
            return null;
        var clean = new string([.. TextRules.Clean(name).Trim().Select(c => IsRefused(c) ? '_' : c)]);
        if (clean.StartsWith('.'))
            clean = "_" + clean[1..];
        return clean.Length == 0 ? null : Shorten(clean);
    }

    // U+202A to U+202E and U+2066 to U+2069 turn the direction of what follows: "exe.gpj" would read as "jpg.exe" does.
    private static bool IsRefused(char c) => c is '/' or '\\' or '\n' or '\t' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= OctetsMax)
            return name;
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= ExtensionMax ? name[dot..] : "";
        var room = OctetsMax - Encoding.UTF8.GetByteCount(extension);
        var kept = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
                break;
            kept.Append(rune);
        }
        return kept + extension;
    }
}
