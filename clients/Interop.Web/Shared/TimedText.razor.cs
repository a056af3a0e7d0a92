using System.Text.RegularExpressions;

namespace Interop.Web.Shared;

/// <summary>Finds the times in a sentence, as the protocol writes them.</summary>
public partial class TimedText
{
    private static string[] Pieces(string text) => Stamp().Split(text);

    private static bool IsTime(string piece) => Stamp().IsMatch(piece);

    [GeneratedRegex(@"(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stamp();
}
