namespace Interop.Protocol.Content;

/// <summary>The common forms of <see cref="MessageContent"/>: plain text, and plain text with an HTML alternative.</summary>
public static class MessageText
{
    public const string Plain = "text/plain";
    public const string Html = "text/html";

    /// <summary>Content of a plain text, or of a plain text with its formatted alternative (richest first, MIMI chooseOne).</summary>
    public static MessageContent Of(string text, string? html = null) => new()
    {
        Part = html is null
            ? Single(Plain, text)
            : new ContentPart { Cardinality = "multi", Semantics = "chooseOne", Parts = [Single(Html, html), Single(Plain, text)] },
    };

    /// <summary>The plain text of a content, or null when it has none.</summary>
    public static string? PlainOf(MessageContent content) => Find(content.Part, Plain, 0);

    /// <summary>The HTML of a content, or null when it has none.</summary>
    public static string? HtmlOf(MessageContent content) => Find(content.Part, Html, 0);

    private static ContentPart Single(string type, string text) => new() { Cardinality = "single", ContentType = type, Content = text };

    private static string? Find(ContentPart part, string type, int depth)
    {
        if (part.ContentType == type)
            return part.Content;
        if (part.Parts is null || depth >= 4)
            return null;
        return part.Parts.Select(p => Find(p, type, depth + 1)).FirstOrDefault(found => found is not null);
    }
}
