using System.Text.RegularExpressions;

namespace Interop.Bridges.Matrix.Inbound;

/// <summary>
/// The quotation that clients put in front of a reply's text before v1.13 of the spec: lines with "&gt; " and an mx-reply
/// element. It is the other person's text and must not count as the replier's.
/// </summary>
internal static partial class ReplyFallback
{
    /// <summary>Splits the plain text; the quotation is null when there is none.</summary>
    public static (string Text, string? Quote) Split(string body)
    {
        if (!body.StartsWith("> ", StringComparison.Ordinal))
            return (body, null);
        var quoted = new List<string>();
        var at = 0;
        while (at < body.Length && body[at] == '>' && (at + 1 == body.Length || body[at + 1] is ' ' or '\n'))
        {
            var end = body.IndexOf('\n', at);
            var line = end < 0 ? body[at..] : body[at..end];
            quoted.Add(line.Length > 2 ? line[2..] : "");
            at = end < 0 ? body.Length : end + 1;
        }

        if (at < body.Length && body[at] == '\n')
            at++; // the empty line between
        // The first line begins with the quoted person's id: "<@alice:example.org> text", or "* <@alice:example.org> text".
        quoted[0] = QuotedUser().Replace(quoted[0], "");
        return (body[at..], string.Join('\n', quoted));
    }

    public static string StripHtml(string html)
    {
        var start = html.IndexOf("<mx-reply>", StringComparison.OrdinalIgnoreCase);
        var end = html.IndexOf("</mx-reply>", StringComparison.OrdinalIgnoreCase);
        return start == 0 && end > 0 ? html[(end + "</mx-reply>".Length)..] : html;
    }

    [GeneratedRegex(@"^(?:\* )?<@[^>\n]{1,255}> ?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuotedUser();
}
