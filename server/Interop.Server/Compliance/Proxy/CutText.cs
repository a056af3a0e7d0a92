using System.Text;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// A string out of which places were taken (spec 07, redaction). Of formatted text only what a reader sees is taken; its tags stay, so that what follows
/// is shown as it was.
/// </summary>
internal sealed class CutText
{
    private const int EntityCharactersMax = 32;

    private readonly bool isMarkup;

    /// <param name="written">As it was written.</param>
    /// <param name="isMarkup">HTML.</param>
    /// <param name="cuts">Of this string.</param>
    public CutText(string written, bool isMarkup, IReadOnlyList<Cut> cuts)
    {
        this.isMarkup = isMarkup;
        var taken = new Cut?[written.Length];
        var seen = SeenOf(written, isMarkup);
        foreach (var cut in cuts)
        {
            var lost = new StringBuilder();
            for (var i = cut.Start; i < Math.Min(cut.Start + cut.Length, written.Length); i++)
            {
                if (!seen[i])
                    continue;
                taken[i] ??= cut;
                lost.Append(written[i]);
            }
            Lost.Add(isMarkup ? Visible(lost.ToString()) : lost.ToString());
        }
        var text = new StringBuilder();
        for (var i = 0; i < written.Length; i++)
        {
            if (taken[i] is not { } cut)
                text.Append(written[i]);
            else if (i == 0 || taken[i - 1] is null)
                Put(text, cut.Mask);
        }
        Text = text.ToString();
    }

    private CutText(CutText gone) => (Text, Lost, isMarkup) = ("", gone.Lost, false);

    /// <summary>As it is delivered.</summary>
    public string Text { get; }

    /// <summary>What stands in place of something, in <see cref="Text"/>.</summary>
    public List<(int Start, int Length)> Places { get; } = [];

    /// <summary>What was taken out, as a reader would have seen it; one for each cut.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>What a reader sees.</summary>
    public string Seen => isMarkup ? Visible(Text) : Text;

    /// <summary>What stands in tags, comments and scripts of formatted text.</summary>
    public string Unseen => isMarkup ? UnseenOf(Text) : "";

    /// <summary>The same string, now that nothing of it is delivered: what it has lost, other forms may still say.</summary>
    public CutText Gone() => new(this);

    private void Put(StringBuilder text, string mask)
    {
        Places.Add((text.Length, mask.Length));
        text.Append(mask);
    }

    private static string Visible(string markup)
    {
        var characters = markup.ToCharArray();
        return new string(characters, 0, MarkupStripper.Strip(characters));
    }

    /// <summary>For each character, whether it is of something that a reader sees.</summary>
    private static bool[] SeenOf(string text, bool isMarkup)
    {
        var seen = new bool[text.Length];
        if (!isMarkup)
        {
            Array.Fill(seen, true);
            return seen;
        }
        var (characters, origins) = (text.ToCharArray(), new int[text.Length]);
        var count = MarkupStripper.Strip(characters, origins);
        for (var i = 0; i < count; i++)
        {
            var at = origins[i];
            // A line feed stands for the tag that begins there.
            if (text[at] == '<' && characters[i] != '<')
                continue;
            seen.AsSpan(at, LengthAt(text, at)).Fill(true);
        }
        return seen;
    }

    private static int LengthAt(string text, int at)
    {
        if (text[at] != '&')
            return 1;
        for (var i = at + 1; i < text.Length && i < at + EntityCharactersMax; i++)
        {
            if (text[i] == ';')
                return i - at + 1;
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] != '#')
                return 1;
        }
        return 1;
    }

    /// <summary>Without the names of tags: what could hide a text.</summary>
    private static string UnseenOf(string markup)
    {
        var seen = SeenOf(markup, isMarkup: true);
        var unseen = new StringBuilder();
        for (var i = 0; i < markup.Length; i++)
        {
            if (seen[i])
                continue;
            if (markup[i] == '<')
            {
                while (i + 1 < markup.Length && (markup[i + 1] == '/' || char.IsAsciiLetterOrDigit(markup[i + 1])))
                    i++;
                continue;
            }
            unseen.Append(markup[i]);
        }
        return unseen.ToString();
    }
}
