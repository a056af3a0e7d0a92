using System.Globalization;
using System.Net;
using System.Text;
using Interop.Protocol.ArchiveApi;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>A report as a page that needs nothing else: for reading and printing. What is signed is the JSON.</summary>
internal static class ReportPage
{
    private static readonly string[] Heads = ["received", "archived", "refused", "sent out", "delivered", "held", "withheld", "released", "reported", "failed"];

    public static string Of(ReconciliationReport report)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>{Text(report.Log)} {Text(report.Date)}</title>
            <style>body{"{"}font:14px sans-serif;margin:2em{"}"}table{"{"}border-collapse:collapse{"}"}td,th{"{"}border:1px solid #bbb;padding:.2em .5em;text-align:right{"}"}td:first-child,th:first-child{"{"}text-align:left{"}"}</style>
            <h1>{Text(report.Log)}, {Text(report.Date)} UTC</h1>
            <p>Records {report.First} to {report.Next - 1}, made {Text(report.At)}{(report.Final ? "" : ", while the day goes on")}.</p>
            <h2>Gaps</h2>
            """);
        if (report.Gaps.Length == 0)
            page.Append("<p>None: everything that came in is accounted for.</p>");
        foreach (var gap in report.Gaps)
            page.Append(CultureInfo.InvariantCulture, $"<p><b>{Text(gap.Kind)}</b> {Text(gap.Subject)}: {Text(gap.Detail)} {Text(gap.From ?? "")} {(gap.To is null ? "" : "to " + Text(gap.To))}</p>");
        Table(page, "All", [new ReconciliationLine("all", report.Totals)]);
        Table(page, "Sources", report.Sources);
        Table(page, "Rooms", report.Rooms);
        Table(page, "People", report.People);
        return page.Append("</html>").ToString();
    }

    private static void Table(StringBuilder page, string title, ReconciliationLine[] lines)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2><table><tr><th></th>");
        foreach (var head in Heads)
            page.Append(CultureInfo.InvariantCulture, $"<th>{head}</th>");
        foreach (var (name, c) in lines)
        {
            page.Append(CultureInfo.InvariantCulture, $"</tr><tr><td>{Text(name)}</td>");
            foreach (var count in new[] { c.Received, c.Archived, c.Refused, c.SentOut, c.Delivered, c.Held, c.Withheld, c.Released, c.Reported, c.Failed })
                page.Append(CultureInfo.InvariantCulture, $"<td>{count}</td>");
        }
        page.Append("</tr></table>");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
