using System.Text;

namespace Interop.Server.Tests.Export;

/// <summary>RFC 4180, read without the code that wrote it.</summary>
internal static class CsvText
{
    public static List<string[]> Read(string text)
    {
        var rows = new List<string[]>();
        var (row, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted)
            {
                if (text[i] != '"')
                    cell.Append(text[i]);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    cell.Append(text[++i]);
                else
                    quoted = false;
            }
            else if (text[i] == '"')
            {
                quoted = true;
            }
            else if (text[i] == ',')
            {
                row.Add(cell.ToString());
                cell.Clear();
            }
            else if (text[i] == '\r' && text[i + 1] == '\n')
            {
                i++;
                row.Add(cell.ToString());
                cell.Clear();
                rows.Add([.. row]);
                row.Clear();
            }
            else
            {
                cell.Append(text[i]);
            }
        }
        return rows;
    }
}
