using System.Globalization;
using System.Net;
using System.Text;
using Interop.Protocol.PeopleApi;
using Interop.Server.Supervision.Figures;

namespace Interop.Server.Compliance.Labour;

/// <summary>A report as a table for people: CSV by RFC 4180, or one page of HTML that needs nothing else.</summary>
internal static class LabourText
{
    private static readonly string[] Columns = ["month", "user", "name", "account", "held", "overrides", "sent", "minutes", "acknowledged", "agreed", "minutes acknowledged"];

    /// <summary>Each line names its month, so that the files of several can be put together.</summary>
    public static string Csv(LabourReport report)
    {
        var text = new StringBuilder(string.Join(',', Columns)).Append("\r\n");
        foreach (var row in report.People)
            text.AppendJoin(',', Cells(report.Month, row).Select(Quoted)).Append("\r\n");
        return text.ToString();
    }

    public static string Html(LabourReport report)
    {
        var text = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
        text.Append(CultureInfo.InvariantCulture, $"<title>After-hours work, {Safe(report.Month)}</title><style>body{{font:14px sans-serif;margin:2em}}table{{border-collapse:collapse}}th,td{{border:1px solid #888;padding:.3em .6em;text-align:left}}</style>");
        text.Append(CultureInfo.InvariantCulture, $"<h1>After-hours work, {Safe(report.Month)}</h1><p>{Safe(report.Method)}</p><table><thead><tr>");
        foreach (var column in Columns)
            text.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Safe(column)}</th>");
        text.Append("</tr></thead><tbody>");
        foreach (var row in report.People)
            text.Append("<tr>").AppendJoin("", Cells(report.Month, row).Select(cell => $"<td dir=\"auto\">{Safe(cell)}</td>")).Append("</tr>");
        text.Append("</tbody></table>");
        if (report.People.Length == 0)
            text.Append("<p>Nothing was counted of anybody whose figures the reader may see.</p>");
        return text.Append("<p>Times are of UTC; a month is one of the zone of the person's hours.</p></html>\n").ToString();
    }

    private static string[] Cells(string month, LabourRow row) =>
    [
        month, row.User.Value, row.DisplayName, row.Account ?? "", Text(row.Held), Text(row.Overrides), Text(row.Sent), Text(row.Minutes),
        row.Acknowledged?.At ?? "", row.Acknowledged is null ? "" : row.Acknowledged.Agreed ? "yes" : "no", row.Acknowledged is null ? "" : Text(row.Acknowledged.Minutes),
    ];

    private static string Quoted(string cell) => $"\"{CsvLines.Guarded(cell).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
