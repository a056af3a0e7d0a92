using System.Collections.Frozen;

namespace Interop.Bridges.Formatting;

/// <summary>The HTML that a message may carry (spec 04): the subset that Matrix clients agree on.</summary>
internal static class AllowedHtml
{
    public const int DepthMax = 100;

    public static readonly FrozenSet<string> Elements = FrozenSet.ToFrozenSet(
    [
        "del", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "p", "a", "ul", "ol", "sup", "sub", "li", "b", "i", "u", "strong", "em", "s", "code", "hr",
        "br", "div", "table", "thead", "tbody", "tr", "th", "td", "caption", "pre", "span", "details", "summary",
    ]);

    /// <summary>Gone with everything in them; of other unknown elements the content stays.</summary>
    public static readonly FrozenSet<string> Dropped = FrozenSet.ToFrozenSet(
        ["script", "style", "mx-reply", "template", "noscript", "iframe", "object", "embed", "svg", "math", "head", "title", "textarea", "select", "form"]);

    public static readonly FrozenSet<string> Void = FrozenSet.ToFrozenSet(["br", "hr"]);

    public static readonly FrozenSet<string> Blocks = FrozenSet.ToFrozenSet(
        ["h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "p", "ul", "ol", "li", "hr", "div", "table", "tr", "caption", "pre", "details", "summary"]);

    private static readonly FrozenSet<string> LinkSchemes = FrozenSet.ToFrozenSet(["https", "http", "ftp", "mailto", "magnet"]);

    /// <summary>The value of an attribute as it may stay, or null.</summary>
    public static string? Attribute(string element, string name, string value) => (element, name) switch
    {
        ("a", "href") => Uri.TryCreate(value.Trim(), UriKind.Absolute, out var uri) && LinkSchemes.Contains(uri.Scheme) ? value.Trim() : null,
        ("ol", "start") => int.TryParse(value, out _) ? value : null,
        ("code", "class") => value.StartsWith("language-", StringComparison.Ordinal) && !value.Contains(' ') ? value : null,
        ("span", "data-mx-color" or "data-mx-bg-color") => IsColour(value) ? value : null,
        ("span", "data-mx-spoiler") => value,
        _ => null,
    };

    private static bool IsColour(string value) => value.Length == 7 && value[0] == '#' && value.Skip(1).All(char.IsAsciiHexDigit);
}
