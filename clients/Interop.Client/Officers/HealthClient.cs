using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Client.Officers;

/// <summary>Whether everything works (spec 08.13): alarms, traffic, the books of a day. Counts, never content.</summary>
public sealed class HealthClient
{
    private readonly HttpCalls calls;

    internal HealthClient(HttpCalls calls) => this.calls = calls;

    /// <summary>What stands to be looked at, after so many of those that are over.</summary>
    public Task<AlarmList> AlarmsAsync(int past = 0, CancellationToken stop = default) => calls.GetAsync($"archive/alarms?past={past}", OcipJson.Default.AlarmList, stop);

    /// <summary>Networks, what waits, and counts of the last hours (1 to 168).</summary>
    public Task<TrafficView> TrafficAsync(int hours = 24, CancellationToken stop = default) => calls.GetAsync($"archive/traffic?hours={hours}", OcipJson.Default.TrafficView, stop);

    /// <summary>The books of a day (yyyy-MM-dd, UTC): what came in, what became of it, what is not explained.</summary>
    public Task<ReconciliationReport> ReportAsync(string date, CancellationToken stop = default) => calls.GetAsync($"archive/reports/{date}", OcipJson.Default.ReconciliationReport, stop);

    /// <summary>The books of at most 92 days beside each other (yyyy-MM-dd, both included), the newest first, without the lines of rooms and people.</summary>
    public Task<ReconciliationDays> ReportsAsync(string from, string to, CancellationToken stop = default) => calls.GetAsync($"archive/reports?from={from}&to={to}", OcipJson.Default.ReconciliationDays, stop);

    /// <summary>The newest pass in which everything that is stored is read again.</summary>
    public Task<ScrubView> ScrubAsync(CancellationToken stop = default) => calls.GetAsync("archive/scrub", OcipJson.Default.ScrubView, stop);

    /// <summary>How it stands with each network and its bridge.</summary>
    public Task<NetworkView[]> NetworksAsync(CancellationToken stop = default) => calls.GetAsync("archive/networks", OcipJson.Default.NetworkViewArray, stop);

    /// <summary>Tells the operator's address something for a try (scope admin, operator or records).</summary>
    public Task<AlarmTest> TestAlarmsAsync(CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "archive/alarms/test", content: null, OcipJson.Default.AlarmTest, stop);

    /// <summary>Backups, the newest first.</summary>
    public Task<BackupView[]> BackupsAsync(CancellationToken stop = default) => calls.GetAsync("archive/backups", OcipJson.Default.BackupViewArray, stop);
}
