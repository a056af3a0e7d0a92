using Interop.Bridges.Formatting;
using Interop.Bridges.Storage;

namespace Interop.Bridges.Outbound;

/// <summary>A message's text in the form that a network takes.</summary>
/// <param name="Plain">Without any formatting, to quote from.</param>
/// <param name="Shown">As it is sent: plain or with message styling.</param>
/// <param name="Html">Sanitised HTML beside it, or null.</param>
/// <param name="Styled">Shown carries message styling.</param>
/// <param name="Lost">Notes, added to on the way.</param>
internal sealed record RenderedText(string Plain, string Shown, string? Html, bool Styled, List<string> Lost)
{
    public bool IsEmpty => Shown.Length == 0;

    /// <summary>With a quotation of the message that it answers, for networks and places that do not know that message.</summary>
    public RenderedText Quoting(Excerpt? excerpt, bool unknown)
    {
        if (excerpt is null)
        {
            Lost.Add("This answers a message that is not known there any more.");
            return this;
        }
        Lost.Add(unknown ? "This answers a message that was not shown there: quoted in the text." : "Answers are shown with a quotation in the text.");
        var html = $"<blockquote>{HtmlText.OfLines($"{excerpt.Author}: {excerpt.Text}")}</blockquote>";
        return Prefixed($"> {excerpt.Author}: {excerpt.Text}\n", html);
    }

    /// <summary>With something before it.</summary>
    public RenderedText Prefixed(string prefix, string? html = null) => this with
    {
        Shown = prefix + Shown, Html = Html is null ? null : (html ?? HtmlText.OfLines(prefix)) + Html,
    };

    public RenderedText WithoutPrefix(string prefix) => this with
    {
        Shown = Shown[prefix.Length..], Html = Html is not null && Html.StartsWith(prefix, StringComparison.Ordinal) ? Html[prefix.Length..] : null,
    };
}
