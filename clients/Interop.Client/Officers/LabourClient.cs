using Interop.Protocol;
using Interop.Protocol.PeopleApi;

namespace Interop.Client.Officers;

/// <summary>Reports of after-hours work (spec 10.12): for the roles records, privacy and supervisor, and each person's own.</summary>
public sealed class LabourClient
{
    private readonly HttpCalls calls;

    internal LabourClient(HttpCalls calls) => this.calls = calls;

    /// <summary>A page of a month (yyyy-MM); that it was read is recorded.</summary>
    public Task<LabourReport> ReportAsync(string month, long? after = null, CancellationToken stop = default) =>
        calls.GetAsync($"reports/labour?month={Escape(month)}&limit=200{(after is { } row ? $"&after={row}" : "")}", OcipJson.Default.LabourReport, stop);

    /// <summary>The whole of a month as a table for people.</summary>
    /// <param name="month">yyyy-MM.</param>
    /// <param name="format">csv or html.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<string> FileAsync(string month, string format, CancellationToken stop = default) => calls.GetTextAsync($"reports/labour?month={Escape(month)}&format={Escape(format)}", stop);

    /// <summary>Sums by month, of everybody whose figures the role may see, or of one person.</summary>
    public Task<LabourMonths> MonthsAsync(string from, string to, string? user = null, CancellationToken stop = default) =>
        calls.GetAsync($"reports/labour/months?from={Escape(from)}&to={Escape(to)}{(user is null ? "" : $"&user={Escape(user)}")}", OcipJson.Default.LabourMonths, stop);

    /// <summary>The own figures of a month, for a token of a persona.</summary>
    public Task<LabourReport> OwnAsync(string month, CancellationToken stop = default) => calls.GetAsync($"client/labour?month={Escape(month)}", OcipJson.Default.LabourReport, stop);

    /// <summary>The person has seen the own figures, and says whether they are right.</summary>
    public Task AcknowledgeAsync(LabourAcknowledgement acknowledgement, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "client/labour/acknowledgement", acknowledgement, OcipJson.Default.LabourAcknowledgement, stop);

    private static string Escape(string segment) => Uri.EscapeDataString(segment);
}
