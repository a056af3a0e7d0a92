using System.Globalization;
using System.Net;
using System.Text;
using Interop.Protocol.PeopleApi;

namespace Interop.Server.Compliance.Labour;

/// <summary>A report as a table for people: CSV by RFC 4180, or one page of HTML that needs nothing else.</summary>
internal static class LabourText
{
    private static readonly string[] Columns = ["user", "name", "account", "held", "overrides", "sent", "minutes", "acknowledged", "agreed", "minutes acknowledged"];

    public static string Csv(IEnumerable<LabourRow> rows)
    {
        var text = new StringBuilder(string.Join(',', Columns)).Append("\r\n");
        foreach (var row in rows)
            text.AppendJoin(',', Cells(row).Select(Quoted)).Append("\r\n");
        return text.ToString();
    }

    public static string Html(LabourReport report, IEnumerable<LabourRow> rows)
    {
        var text = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
        text.Append(CultureInfo.InvariantCulture, $"<title>After-hours work, {Safe(report.Month)}</title><style>body{{font:14px sans-serif;margin:2em}}table{{border-collapse:collapse}}th,td{{border:1px solid #888;padding:.3em .6em;text-align:left}}</style>");
        text.Append(CultureInfo.InvariantCulture, $"<h1>After-hours work, {Safe(report.Month)}</h1><p>{Safe(report.Method)}</p><table><thead><tr>");
        foreach (var column in Columns)
            text.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Safe(column)}</th>");
        text.Append("</tr></thead><tbody>");
        foreach (var row in rows)
            text.Append("<tr>").AppendJoin("", Cells(row).Select(cell => $"<td>{Safe(cell)}</td>")).Append("</tr>");
        return text.Append("</tbody></table></html>\n").ToString();
    }

    private static string[] Cells(LabourRow row) =>
    [
        row.User.Value, row.DisplayName, row.Account ?? "", Text(row.Held), Text(row.Overrides), Text(row.Sent), Text(row.Minutes),
        row.Acknowledged?.At ?? "", row.Acknowledged is null ? "" : row.Acknowledged.Agreed ? "yes" : "no", row.Acknowledged is null ? "" : Text(row.Acknowledged.Minutes),
    ];

    /// <summary>What a spreadsheet would take for a formula begins with an apostrophe.</summary>
    private static string Quoted(string cell) => $"\"{(cell.Length > 0 && "=+-@\t\r".Contains(cell[0], StringComparison.Ordinal) ? "'" : "")}{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
