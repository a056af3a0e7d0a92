using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Interop.Cli.Spec.Sources;

/// <summary>The form of an id such as ARC-8.3: area of three capitals, number of the page, running number.</summary>
internal static partial class RequirementId
{
    /// <summary>An id anywhere in a text.</summary>
    [GeneratedRegex(@"\b[A-Z]{3}-\d{1,2}\.\d{1,3}\b", RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex Mention();

    /// <summary>An id in brackets, as it follows its sentence.</summary>
    [GeneratedRegex(@"\[(?<id>[A-Z]{3}-\d{1,2}\.\d{1,3})\]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    public static partial Regex Mark();

    public static bool TryRead(string id, [NotNullWhen(true)] out string? area, out int page, out int number)
    {
        var match = Whole().Match(id);
        area = match.Success ? match.Groups["area"].Value : null;
        page = match.Success ? int.Parse(match.Groups["page"].Value) : 0;
        number = match.Success ? int.Parse(match.Groups["number"].Value) : 0;
        return match.Success;
    }

    [GeneratedRegex(@"^(?<area>[A-Z]{3})-(?<page>\d{1,2})\.(?<number>\d{1,3})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();
}
