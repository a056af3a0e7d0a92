using System.Globalization;
using System.Text;
using Interop.Protocol.ReviewApi;

namespace Interop.Server.Supervision.Figures;

/// <summary>Reports as CSV (RFC 4180). A cell that a spreadsheet would take for a formula has an apostrophe in front (ARC-8.78).</summary>
internal static class CsvLines
{
    public static string Of(SupervisionReport report)
    {
        var lines = new StringBuilder();
        Add(lines, "figure", "name", "value");
        foreach (var (name, value) in new (string, object?)[]
        {
            ("from", report.From), ("to", report.To), ("messages", report.Messages), ("items", report.Items), ("alerts", report.Alerts), ("alertsPer1000", report.AlertsPer1000), ("closed", report.Closed),
            ("falsePositivePercent", report.FalsePositivePercent), ("escalatedPercent", report.EscalatedPercent), ("medianSeconds", report.MedianSeconds),
        })
            Add(lines, name, "", value);
        foreach (var (source, n) in report.BySource)
            Add(lines, "itemsBySource", source, n);
        foreach (var (disposition, n) in report.ByDisposition)
            Add(lines, "closedByDisposition", disposition, n);
        foreach (var policy in report.Policies)
        {
            Add(lines, "hits", policy.Policy, policy.Hits);
            Add(lines, "hitsPer1000", policy.Policy, policy.Per1000);
            Add(lines, "falsePositivePercent", policy.Policy, policy.FalsePositivePercent);
            Add(lines, "escalatedPercent", policy.Policy, policy.EscalatedPercent);
        }
        foreach (var reviewer in report.Reviewers)
        {
            Add(lines, "closedBy", reviewer.Reviewer, reviewer.Closed);
            Add(lines, "claimedBy", reviewer.Reviewer, reviewer.Open);
            Add(lines, "medianSeconds", reviewer.Reviewer, reviewer.MedianSeconds);
        }
        foreach (var age in report.Ageing)
            Add(lines, "openUpToDays", age.Days == 0 ? "older" : age.Days.ToString(CultureInfo.InvariantCulture), age.Items);
        return lines.ToString();
    }

    public static string Of(CoverageReport coverage)
    {
        var lines = new StringBuilder();
        Add(lines, "user", "messages", "items", "reviewed", "percent", "required", "met", "last");
        foreach (var person in coverage.People)
            Add(lines, person.User.Value, person.Messages, person.Items, person.Reviewed, person.Percent, person.Required, person.Met ? "yes" : "no", person.Last);
        return lines.ToString();
    }

    private static void Add(StringBuilder lines, params object?[] cells) => lines.AppendJoin(',', cells.Select(cell => Cell(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? ""))).Append("\r\n");

    /// <summary>With an apostrophe in front, when a spreadsheet would take it for a formula.</summary>
    public static string Guarded(string text) => text.Length > 0 && (text[0] is '=' or '+' or '-' or '@' or '\'' || char.IsControl(text[0])) ? $"'{text}" : text;

    private static string Cell(string text)
    {
        var safe = Guarded(text);
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
