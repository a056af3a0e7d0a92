using System.Globalization;
using Interop.Client.Sync;
using Interop.Protocol;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ReviewApi;

namespace Interop.Client.Officers;

/// <summary>What is to be reviewed, what was, and what came of it (spec 7.9).</summary>
public sealed class SupervisionClient
{
    private readonly HttpCalls calls;
    private readonly TimeProvider time;

    internal SupervisionClient(HttpCalls calls, TimeProvider time) => (this.calls, this.time) = (calls, time);

    /// <summary>Queues, plans, groups and words in force.</summary>
    public Task<SupervisionSettings> SettingsAsync(CancellationToken stop = default) => calls.GetAsync("supervision/settings", OcipJson.Default.SupervisionSettings, stop);

    /// <summary>Replaces the settings whose version they name.</summary>
    public Task<SupervisionSettings> SetAsync(SupervisionSettings settings, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, "supervision/settings", settings, OcipJson.Default.SupervisionSettings, OcipJson.Default.SupervisionSettings, stop);

    /// <summary>How many items of each queue are in which state.</summary>
    public Task<QueueCounts[]> QueuesAsync(CancellationToken stop = default) => calls.GetAsync("supervision/queues", OcipJson.Default.QueueCountsArray, stop);

    /// <summary>A page of items, the newest first.</summary>
    /// <param name="filters">queue, state, source, policy, assignee, room, same, must (spec 7.9).</param>
    /// <param name="before">Only items with a smaller number; null for the newest.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<SupervisionItems> ItemsAsync(IEnumerable<KeyValuePair<string, string>> filters, long? before = null, CancellationToken stop = default)
    {
        var query = filters.ToList();
        if (before is { } number)
            query.Add(new("before", number.ToString(CultureInfo.InvariantCulture)));
        return calls.GetAsync($"supervision/items?{string.Join('&', query.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"))}", OcipJson.Default.SupervisionItems, stop);
    }

    /// <summary>Opens an item; that it was read is recorded.</summary>
    public Task<SupervisionItemView> ItemAsync(long id, CancellationToken stop = default) => calls.GetAsync($"supervision/items/{id}", OcipJson.Default.SupervisionItemView, stop);

    /// <summary>Does something with items; the answer has one result for each.</summary>
    public Task<ReviewResults> ActAsync(ReviewAction action, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "supervision/actions", action, OcipJson.Default.ReviewAction, OcipJson.Default.ReviewResults, stop);

    /// <summary>Samples: what was committed to, and what was drawn.</summary>
    /// <param name="day">yyyy-MM-dd (UTC); null for the last ones.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<SamplingDraw[]> DrawsAsync(string? day = null, CancellationToken stop = default) =>
        calls.GetAsync($"supervision/draws{(day is null ? "" : $"?date={Uri.EscapeDataString(day)}")}", OcipJson.Default.SamplingDrawArray, stop);

    /// <summary>A page of the rooms that this officer may watch, those with the newest events first.</summary>
    /// <param name="text">Somewhere in the name; null for all.</param>
    /// <param name="before">Next of the page before; null for the first.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<ObservableRooms> RoomsAsync(string? text = null, long? before = null, CancellationToken stop = default) =>
        calls.GetAsync($"supervision/rooms?{(string.IsNullOrWhiteSpace(text) ? "" : $"q={Uri.EscapeDataString(text.Trim())}&")}{(before is { } index ? $"before={index}" : "")}", OcipJson.Default.ObservableRooms, stop);

    /// <summary>
    /// Watches a room from now on, over one connection: its beginning and end are on record. Ends when the server does; fails when the link breaks, and what is
    /// said until somebody watches again is not repeated.
    /// </summary>
    /// <param name="room">Its id.</param>
    /// <param name="why">A reason for which names are shown, which is recorded; null: they are masked.</param>
    /// <param name="opened">Called once the server has begun: that it is watched is on record then.</param>
    /// <param name="stop">Ends the observation.</param>
    public IAsyncEnumerable<ReviewLine> ObserveAsync(RoomId room, string? why = null, Action? opened = null, CancellationToken stop = default) =>
        SseEvents.ReadAsync(
            calls,
            new SseStream<ReviewLine>(
                $"supervision/observe?room={Uri.EscapeDataString(room.Value)}{(why is null ? "" : $"&why={Uri.EscapeDataString(why)}")}", OcipJson.Default.ReviewLine,
                isLinked =>
                {
                    if (isLinked)
                        opened?.Invoke();
                }),
            null, time, stop);

    /// <summary>What came of it from one day to another (yyyy-MM-dd, UTC).</summary>
    public Task<SupervisionReport> ReportAsync(string from, string to, CancellationToken stop = default) =>
        calls.GetAsync($"supervision/report?from={from}&to={to}", OcipJson.Default.SupervisionReport, stop);

    /// <summary>What came of each term from one day to another, the most frequent first.</summary>
    /// <param name="policy">Of this policy only: kind:name, or with its version kind:name/version; null for all.</param>
    /// <param name="from">First day (yyyy-MM-dd, UTC).</param>
    /// <param name="to">Last day.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<TermReport> TermsAsync(string? policy, string from, string to, CancellationToken stop = default) =>
        calls.GetAsync($"supervision/figures/terms?from={from}&to={to}{(policy is null ? "" : $"&policy={Uri.EscapeDataString(policy)}")}", OcipJson.Default.TermReport, stop);

    /// <summary>How much was reviewed of whom; who was never reviewed comes first.</summary>
    public Task<CoverageReport> CoverageAsync(string from, string to, CancellationToken stop = default) =>
        calls.GetAsync($"supervision/coverage?from={from}&to={to}", OcipJson.Default.CoverageReport, stop);

    /// <summary>The same figures day by day.</summary>
    public Task<SupervisionTrend> TrendAsync(string from, string to, CancellationToken stop = default) =>
        calls.GetAsync($"supervision/trend?from={from}&to={to}", OcipJson.Default.SupervisionTrend, stop);

    /// <summary>A report as CSV.</summary>
    /// <param name="report">report or coverage.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<string> FileAsync(string report, string from, string to, CancellationToken stop = default) =>
        calls.GetTextAsync($"supervision/{report}?from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}&format=csv", stop);

    /// <summary>What officers have read, the newest first.</summary>
    public Task<OfficerAccesses> AccessesAsync(string? officer, long? before, CancellationToken stop = default) =>
        calls.GetAsync($"supervision/accesses?{(string.IsNullOrWhiteSpace(officer) ? "" : $"officer={Uri.EscapeDataString(officer.Trim())}&")}{(before is { } index ? $"before={index}" : "")}", OcipJson.Default.OfficerAccesses, stop);
}
