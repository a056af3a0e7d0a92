using System.Text.Json;
using AngleSharp.Html.Parser;

namespace Interop.Server.Search.Text;

/// <summary>
/// The texts of a record's body. Of a message: what it says in each form, and the names of its files. Of everything else, which the archive takes in any
/// shape: all strings of the content. Takes any JSON.
/// </summary>
internal static class RecordTexts
{
    public const string Plain = "text";
    public const string Html = "html";
    public const string Filename = "filename";

    private const int DepthMax = 16;
    private const int TextsMax = 2_000;

    /// <summary>Members that nobody looks for by a word.</summary>
    private static readonly HashSet<string> Unread = new(["salt", "token", "url", "digest", "contentType", "cardinality", "semantics", "disposition", "receivedAt", "assurance"], StringComparer.Ordinal);

    /// <param name="body">The body as JSON: content, provenance?, salt.</param>
    public static List<RecordText> Of(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 128 });
        return Of(document.RootElement);
    }

    public static List<RecordText> Of(JsonElement body)
    {
        var texts = new List<RecordText>();
        if (body.ValueKind != JsonValueKind.Object)
            return texts;
        if (body.TryGetProperty("content", out var content))
        {
            if (content.ValueKind == JsonValueKind.Object && content.TryGetProperty("part", out var part) && part.ValueKind == JsonValueKind.Object)
                AddPart(texts, part, 0);
            else
                AddStrings(texts, content, "content", 0);
        }
        if (body.TryGetProperty("provenance", out var provenance) && provenance.ValueKind == JsonValueKind.Object && provenance.TryGetProperty("account", out var account))
            AddStrings(texts, account, "account", 0);
        return texts;
    }

    private static void AddPart(List<RecordText> texts, JsonElement part, int depth)
    {
        if (depth > DepthMax || texts.Count >= TextsMax || part.ValueKind != JsonValueKind.Object)
            return;
        var type = Member(part, "contentType") ?? "";
        if (Member(part, "content") is { } said)
        {
            if (type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
                texts.Add(new RecordText(Html, TextOf(said)));
            else if (type.Length == 0 || type.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
                texts.Add(new RecordText(Plain, said));
        }
        if (Member(part, "filename") is { } name)
            texts.Add(new RecordText(Filename, name));
        if (part.TryGetProperty("parts", out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in parts.EnumerateArray())
                AddPart(texts, one, depth + 1);
        }
    }

    private static void AddStrings(List<RecordText> texts, JsonElement value, string name, int depth)
    {
        if (depth > DepthMax || texts.Count >= TextsMax)
            return;
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                texts.Add(new RecordText(name, Text(value) ?? ""));
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    AddStrings(texts, item, name, depth + 1);
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject().Where(m => !Unread.Contains(m.Name)))
                    AddStrings(texts, member.Value, member.Name, depth + 1);
                break;
        }
    }

    /// <summary>What a reader sees of it; a space where an element begins or ends, so that cells and lines do not run into each other.</summary>
    private static string TextOf(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var text = new System.Text.StringBuilder();
        Append(text, document.Body, 0);
        return text.ToString();
    }

    private static void Append(System.Text.StringBuilder text, AngleSharp.Dom.INode? node, int depth)
    {
        foreach (var child in node?.ChildNodes ?? (IEnumerable<AngleSharp.Dom.INode>)[])
        {
            if (child.NodeType == AngleSharp.Dom.NodeType.Text)
                text.Append(child.TextContent);
            else if (depth < 256 && child is AngleSharp.Dom.IElement element && element.LocalName is not ("script" or "style"))
            {
                var inline = element.LocalName is "b" or "i" or "em" or "strong" or "u" or "s" or "del" or "span" or "a" or "code" or "sub" or "sup" or "font" or "mark" or "small" or "wbr";
                if (!inline)
                    text.Append('\n');
                Append(text, element, depth + 1);
                if (!inline)
                    text.Append('\n');
            }
        }
    }

    private static string? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Text(value) : null;

    /// <summary>Null when it escapes half of a pair: no string.</summary>
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
