using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>What the search finds in a page: headings, sentences with an id, paragraphs, items and rows.</summary>
internal static class SearchText
{
    public static IReadOnlyList<SearchEntry> Of(MarkdownDocument document, RenderContext context)
    {
        var entries = new List<SearchEntry>();
        var (title, anchor) = ("", "");
        foreach (var block in document.Descendants<Block>())
        {
            switch (block)
            {
                case HeadingBlock heading:
                    title = PlainText.Of(heading.Inline);
                    anchor = context.Anchor(title);
                    entries.Add(new SearchEntry('h', context.Here(anchor), title, ""));
                    break;
                case TableRow { IsHeader: false } row:
                    entries.Add(new SearchEntry('t', context.Here(anchor), title, string.Join(" · ", row.OfType<TableCell>().Select(Words).Where(words => words.Length > 0))));
                    break;
                case ParagraphBlock { Parent: not TableCell } paragraph:
                    entries.Add(new SearchEntry('t', context.Here(anchor), title, PlainText.Of(paragraph.Inline)));
                    break;
            }
            if (block is LeafBlock { Inline: { } inlines })
                entries.AddRange(inlines.OfType<RequirementSentence>().Select(sentence => new SearchEntry('r', context.Here(sentence.Id), sentence.Id, PlainText.Of(sentence))));
        }
        return [.. entries.Where(entry => entry.Kind == 'h' || entry.Text.Length > 0)];
    }

    private static string Words(TableCell cell) => string.Join(' ', cell.Descendants<ParagraphBlock>().Select(paragraph => PlainText.Of(paragraph.Inline)));
}
