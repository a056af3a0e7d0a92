namespace Interop.Server.Identity;

/// <summary>Lookup as RFC 4647 §3.4 has it: the language itself, else the next more general one.</summary>
internal static class LanguageLookup
{
    private const int TagLengthMax = 35;

    /// <summary>The form of a language tag; whether it is registered is for those who read it.</summary>
    public static bool IsTag(string tag) => tag.Length is > 1 and <= TagLengthMax && char.IsAsciiLetter(tag[0]) && tag.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <param name="languages">Those that there are.</param>
    /// <param name="wanted">A language tag (BCP 47).</param>
    /// <returns>One of those that there are, as it is written there, or null.</returns>
    public static string? Best(IEnumerable<string> languages, string wanted)
    {
        for (var range = wanted; range.Length > 0; range = range.LastIndexOf('-') is > 0 and var dash ? range[..dash] : "")
        {
            if (languages.FirstOrDefault(l => l.Equals(range, StringComparison.OrdinalIgnoreCase)) is { } found)
                return found;
        }
        return null;
    }
}
