using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Interop.Bridges.Formatting;

/// <summary>Parses HTML of strangers as browsers do; runs nothing, loads nothing.</summary>
internal static class HtmlSource
{
    public static INodeList Parse(string html)
    {
        var parser = new HtmlParser(new HtmlParserOptions { IsScripting = false }, BrowsingContext.New(Configuration.Default));
        var document = parser.ParseDocument("<!DOCTYPE html><html><body></body></html>");
        return parser.ParseFragment(html, document.Body!);
    }
}
