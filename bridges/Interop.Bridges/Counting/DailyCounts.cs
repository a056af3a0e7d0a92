using System.Globalization;
using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Scheduling;
using Interop.Bridges.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Counting;

/// <summary>
/// Once a day, UTC, is over, every open portal is counted for it (spec 11.7); after a start the days that were missed as well, as far back as the settings say.
/// A day is noted as counted when its last portal is done: after a crash it is counted again from its first one.
/// </summary>
internal sealed class DailyCounts(BridgeContext bridge)
{
    private const string Counted = "core/counted";
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>So often is a portal of a day before yesterday asked about; yesterday's until the next day is over.</summary>
    private const int OldDayRoundsMax = 10;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (bridge.Connector is not ICountsMessages)
            return;
        try
        {
            for (var pause = bridge.Settings.CountDelay; ; pause = Midnight(Today.AddDays(1)) + bridge.Settings.CountDelay - bridge.Time.GetUtcNow())
            {
                // The delay is also for what the network still has to show us.
                await Task.Delay(pause, bridge.Time, cancellationToken);
                await CountDueAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Counts all open portals for a day and tells the server; returns when all are done, or are given up for that day.</summary>
    public async Task CountAsync(DateOnly day, CancellationToken cancellationToken)
    {
        if (bridge.Connector is not ICountsMessages network)
            return;
        var count = new DayCount(bridge, network);
        var waiting = bridge.Store.Read(PortalTable.Open);
        for (var round = 1; ; round++)
        {
            waiting = await RoundAsync(count, waiting, day, cancellationToken);
            if (waiting.Count == 0 || (day.AddDays(1) < Today && round >= OldDayRoundsMax))
                break;
            await Task.Delay(Backoff.Pause(round, bridge.Settings.FirstPause, bridge.Settings.LastPause), bridge.Time, cancellationToken);
        }
        foreach (var portal in waiting)
            Log.NotCounted(bridge.Log, portal.NativeRoom, "it could not be counted for days");
        if (day < Today)
            await bridge.Store.WriteAsync("counted", c => NoteTable.Set(c, Counted, day.ToString(DateFormat, CultureInfo.InvariantCulture)), cancellationToken);
    }

    private async Task CountDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var day = FirstDue(); day < Today; day = day.AddDays(1))
                await CountAsync(day, cancellationToken);
        }
        catch (Exception exception) when (exception is SqliteException or IOException)
        {
            // The bridge's own database: the day is not noted, and is due again tomorrow.
            bridge.Health.Failed($"database: {exception.Message}");
            Log.CountFailed(bridge.Log, exception);
        }
    }

    private DateOnly Today => DateOnly.FromDateTime(bridge.Time.GetUtcNow().UtcDateTime);

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private DateOnly FirstDue()
    {
        var oldest = Today.AddDays(-bridge.Settings.CountDaysMax);
        var note = bridge.Store.Read(c => NoteTable.Find(c, Counted));
        var next = note is null ? Today.AddDays(-1) : DateOnly.ParseExact(note, DateFormat, CultureInfo.InvariantCulture).AddDays(1);
        return next < oldest ? oldest : next;
    }

    /// <returns>The portals that are to be asked about again.</returns>
    private async Task<IReadOnlyList<PortalRow>> RoundAsync(DayCount count, IReadOnlyList<PortalRow> portals, DateOnly day, CancellationToken cancellationToken)
    {
        var again = new List<PortalRow>();
        foreach (var portal in portals)
        {
            try
            {
                if (!await count.PostAsync(portal, day, cancellationToken))
                    again.Add(portal);
            }
            catch (ApiRefusedException refused)
            {
                Log.NotCounted(bridge.Log, portal.NativeRoom, refused.Message);
            }
            catch (NativeBusyException busy)
            {
                again.Add(portal);
                await Task.Delay(busy.RetryAfter < bridge.Settings.LastPause ? busy.RetryAfter : bridge.Settings.LastPause, bridge.Time, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The server or the network is away, or asks to wait: nothing was told of this portal, and it is asked about again.
                bridge.Health.Failed($"count: {exception.Message}");
                again.Add(portal);
            }
        }
        return again;
    }
}
