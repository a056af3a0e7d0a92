using System.Text;
using System.Text.RegularExpressions;

namespace Interop.Cli.Spec.Sources;

/// <summary>Names of headings in addresses.</summary>
internal static partial class Anchors
{
    /// <summary>The anchor that Markdown viewers give a heading: "5.4 Room policy" is 54-room-policy. Links between pages use it.</summary>
    public static string Slug(string heading)
    {
        var slug = new StringBuilder();
        foreach (var c in Plain(heading).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_')
                slug.Append(c);
            else if (c == ' ')
                slug.Append('-');
        }
        return slug.ToString();
    }

    /// <summary>The anchor that stays when the words of a heading change: section-5.4; for a heading without a number its slug.</summary>
    public static string Permanent(string heading) => NumberMark().Match(heading) is { Success: true } number ? "section-" + number.Groups["number"].Value : Slug(heading);

    /// <summary>Number of a heading such as 5.4; empty when it has none.</summary>
    public static string Number(string heading) => NumberMark().Match(heading).Groups["number"].Value;

    private static string Plain(string heading) => LinkTarget().Replace(heading, "${text}").Replace("`", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)*) ", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NumberMark();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LinkTarget();
}
