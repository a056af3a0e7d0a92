using Interop.Bridges.Api;
using Interop.Bridges.Scheduling;
using Interop.Bridges.Storage;
using Interop.Protocol.BridgeApi;

namespace Interop.Bridges.Outbound;

/// <summary>Sends the durable delivery reports, in batches and in order. A report may go twice after a crash; the server takes the same one as the same.</summary>
internal sealed class ReportSender(BridgeContext bridge)
{
    /// <summary>There is one lane.</summary>
    public const string LaneName = "reports";

    private const int BatchMax = 100;

    public IReadOnlyList<string> WaitingLanes() => bridge.Store.Read(ReportTable.Depth) > 0 ? [LaneName] : [];

    public async Task<LaneOutcome> WorkAsync(string lane, CancellationToken cancellationToken)
    {
        var rows = bridge.Store.Read(c => ReportTable.First(c, BatchMax));
        if (rows.Count == 0)
            return LaneOutcome.Empty;
        try
        {
            await bridge.Api.PostReportsAsync(new DeliveryReports([.. rows.Select(r => r.Report)]), cancellationToken);
        }
        catch (ApiUnavailableException unavailable)
        {
            bridge.Health.Failed(unavailable.Message);
            return LaneOutcome.Again(unavailable.RetryAfter);
        }
        catch (ApiRefusedException) when (rows.Count > 1)
        {
            // One of them is refused: each by itself, so that one does not stop the others.
            foreach (var row in rows)
                await OneAsync(row.Report, cancellationToken);
        }
        catch (ApiRefusedException refused)
        {
            Log.ReportRefused(bridge.Log, refused.Message);
        }
        await bridge.Store.WriteAsync("report.sent", c => ReportTable.Remove(c, rows.Select(r => r.Seq)), cancellationToken);
        return LaneOutcome.Done;
    }

    private async Task OneAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        try
        {
            await bridge.Api.PostReportsAsync(new DeliveryReports([report]), cancellationToken);
        }
        catch (ApiRefusedException refused)
        {
            Log.ReportRefused(bridge.Log, refused.Message);
        }
    }
}
