using System.Net;
using System.Text;
using Interop.Server.Search.Text;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// Whether one form of a message still says what another has lost (spec 07, redaction): HTML with a number that its tags cut in two, or with the text in
/// an attribute. Texts are compared by their letters and digits alone.
/// </summary>
/// <param name="forms">The forms of one message, each as its strings after the cuts.</param>
internal sealed class AlternateLeaks(IReadOnlyList<IReadOnlyList<CutText>> forms)
{
    /// <summary>Numbers of the forms that say more of what was lost than the form that has lost it.</summary>
    public HashSet<int> Find()
    {
        var leaking = new HashSet<int>();
        foreach (var lost in forms.SelectMany(form => form).SelectMany(text => text.Lost).Distinct(StringComparer.Ordinal))
        {
            var folded = FoldedLetters.Of(lost);
            // Of what has no letters the exact text counts.
            Func<string, string> reduced = folded.Length > 0 ? text => FoldedLetters.Of(text) : text => text;
            var looked = folded.Length > 0 ? folded : lost;
            if (looked.Length == 0)
                continue;
            var seen = forms.Select(form => Count(reduced(Join(form, text => text.Seen)), looked)).ToArray();
            var stays = seen.Where((_, form) => forms[form].Any(text => text.Lost.Contains(lost))).Min();
            for (var form = 0; form < forms.Count; form++)
            {
                var unseen = Join(forms[form], text => text.Unseen);
                if (seen[form] + Hidden(unseen, looked, reduced) > stays)
                    leaking.Add(form);
            }
        }
        return leaking;
    }

    /// <summary>In one of the ways in which an attribute can write it.</summary>
    private static int Hidden(string unseen, string looked, Func<string, string> reduced)
    {
        if (unseen.Length == 0)
            return 0;
        var decoded = WebUtility.HtmlDecode(unseen);
        return Math.Max(Count(reduced(unseen), looked), Math.Max(Count(reduced(decoded), looked), Count(reduced(Uri.UnescapeDataString(decoded)), looked)));
    }

    private static string Join(IReadOnlyList<CutText> texts, Func<CutText, string> what)
    {
        var joined = new StringBuilder();
        foreach (var text in texts)
            joined.Append(what(text)).Append('\n');
        return joined.ToString();
    }

    private static int Count(string text, string looked)
    {
        var count = 0;
        for (var at = text.IndexOf(looked, StringComparison.Ordinal); at >= 0; at = text.IndexOf(looked, at + 1, StringComparison.Ordinal))
            count++;
        return count;
    }
}
