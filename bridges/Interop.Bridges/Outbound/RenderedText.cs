using Interop.Bridges.Formatting;

namespace Interop.Bridges.Outbound;

/// <summary>A message's text in the form that a network takes.</summary>
/// <param name="Plain">Without any formatting, to quote from.</param>
/// <param name="Shown">As it is sent: plain or with message styling.</param>
/// <param name="Html">Sanitised HTML beside it, or null.</param>
/// <param name="Styled">Shown carries message styling.</param>
/// <param name="Lost">Notes, added to on the way.</param>
internal sealed record RenderedText(string Plain, string Shown, string? Html, bool Styled, List<string> Lost)
{
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
