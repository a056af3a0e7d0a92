using System.Text.RegularExpressions;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Pages are Markdown and no HTML: whatever stands in them is shown as text, so a tag is a mistake.</summary>
internal static partial class MarkupCheck
{
    public static IEnumerable<Finding> Find(StandardFolder standard) =>
        from page in standard.AllText
        from line in page.ProseLines()
        from Match tag in Tag().Matches(CodeSpan().Replace(line.Text, ""))
        select new Finding(standard.Shown(page.File), line.Number, $"{tag.Value} is HTML, which the pages have none of: write Markdown, or put it in backquotes");

    [GeneratedRegex("</?[a-zA-Z][^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex("`[^`]*`", RegexOptions.NonBacktracking)]
    private static partial Regex CodeSpan();
}
