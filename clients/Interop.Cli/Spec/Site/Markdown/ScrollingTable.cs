using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Syntax;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>A table in a box of its own, which scrolls where the screen is narrow. A last column without words is left out.</summary>
internal sealed class ScrollingTable : HtmlTableRenderer
{
    protected override void Write(HtmlRenderer renderer, Table table)
    {
        var rows = table.OfType<TableRow>().ToList();
        // The last cell may hold a comment for tools only.
        if (rows.Count > 0 && rows.TrueForAll(row => row.Count > 1 && row[^1] is TableCell cell && IsEmpty(cell)))
        {
            foreach (var row in rows)
                row.RemoveAt(row.Count - 1);
        }
        renderer.Write("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">");
        base.Write(renderer, table);
        renderer.WriteLine("</div>");
    }

    private static bool IsEmpty(TableCell cell) => cell.Descendants<LeafBlock>().All(leaf => PlainText.Of(leaf.Inline).Length == 0);
}
