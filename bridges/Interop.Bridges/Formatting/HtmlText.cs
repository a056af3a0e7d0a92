namespace Interop.Bridges.Formatting;

/// <summary>Text inside HTML.</summary>
internal static class HtmlText
{
    /// <summary>For text and for attribute values in double quotes.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>Lines of plain text as HTML.</summary>
    public static string OfLines(string text) => Escape(text).Replace("\n", "<br>", StringComparison.Ordinal);
}
