using Interop.Bridges.Connectors;
using Interop.Bridges.Files;
using Interop.Bridges.Formatting;
using Interop.Protocol.Content;
using Interop.Protocol.Media;

namespace Interop.Bridges.Outbound;

/// <summary>Content of events in the form that a network takes. No part is dropped without a word.</summary>
internal static class MessageRendering
{
    private const int LevelsMax = 4;

    public static ShownMessage Of(MessageContent content, IConnector connector)
    {
        var (texts, files, lost) = (new List<ContentPart>(), new List<ContentPart>(), new List<string>());
        Collect(content.Part, texts, files, 0);
        var html = texts is [var only] && MessageText.HtmlOf(new MessageContent { Part = only }) is { } rich ? HtmlSanitizer.Clean(rich).Html : null;
        var lines = texts.Select(text => PlainOf(text, lost)).ToList();
        var media = files.Where(IsMedia).ToList();
        foreach (var link in files.Where(file => !IsMedia(file)))
            lines.Add($"{FileNames.Clean(link.Filename) ?? link.ContentType}: {link.Url}");
        if (media.Count > 0 && connector is not ISendsFiles)
        {
            lines.AddRange(media.Select(Instead));
            media.Clear();
            lost.Add("Files are not carried: their names stand in the text.");
        }
        var plain = TextRules.Clean(string.Join('\n', lines));
        return new ShownMessage(Form(plain, lines.Count == 1 ? html : null, (connector as ISendsFormatting)?.Formatting, lost), media);
    }

    /// <summary>What stands for a file that the network does not show.</summary>
    public static string Instead(ContentPart file) => $"[file: {FileNames.Clean(file.Filename) ?? FileNames.Unnamed}, {BoundedWrite.Amount(file.Size ?? 0)}]";

    private static bool IsMedia(ContentPart part) => MediaId.TryParse(part.Url, out _);

    private static RenderedText Form(string plain, string? html, NativeFormatting? formatting, List<string> lost)
    {
        switch (formatting)
        {
            case null when html is not null:
                lost.Add("Formatting was not carried.");
                return new RenderedText(plain, plain, null, false, lost);
            case NativeFormatting.Styling when html is not null:
                var styled = HtmlToText.Convert(html, styled: true, out var notShown);
                lost.AddRange(notShown);
                return new RenderedText(plain, styled, null, true, lost);
            default:
                return new RenderedText(plain, plain, html, false, lost);
        }
    }

    /// <summary>Texts and files in order. Of alternatives the first that has a file, or the text in all its forms.</summary>
    private static void Collect(ContentPart part, List<ContentPart> texts, List<ContentPart> files, int level)
    {
        if (part.Cardinality == "external")
        {
            files.Add(part);
        }
        else if (part is { Cardinality: "multi", Parts: { } inner })
        {
            if (part.Semantics != "chooseOne")
            {
                foreach (var each in inner)
                    Collect(each, texts, files, level + 1);
            }
            else if (Array.Find(inner, each => HasFile(each, level)) is { } chosen)
            {
                Collect(chosen, texts, files, level + 1);
            }
            else
            {
                texts.Add(part);
            }
        }
        else if (part.Cardinality != "null")
        {
            texts.Add(part);
        }
    }

    private static bool HasFile(ContentPart part, int level) =>
        part.Cardinality == "external" || (level < LevelsMax && part.Parts is { } inner && Array.Exists(inner, each => HasFile(each, level + 1)));

    private static string PlainOf(ContentPart part, List<string> lost)
    {
        var content = new MessageContent { Part = part };
        if ((MessageText.PlainOf(content) ?? (MessageText.HtmlOf(content) is { } html ? HtmlToText.Convert(html, styled: false, out _) : null)) is { } text)
            return text;
        if (part.ContentType is { } type && type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) && part.Content is { } other)
            return other;
        lost.Add($"A part of type {part.ContentType ?? "unknown"} cannot be shown.");
        return $"[{part.ContentType ?? "a part"} that cannot be shown here]";
    }
}
