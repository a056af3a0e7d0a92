using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Counting;
using Interop.Bridges.Files;
using Interop.Bridges.Inbound;
using Interop.Bridges.Native;
using Interop.Bridges.Outbound;
using Interop.Bridges.People;
using Interop.Bridges.Portals;
using Interop.Bridges.Scheduling;
using Interop.Bridges.Storage;
using Interop.Protocol.Time;
using Microsoft.Extensions.Logging;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Bridges;

/// <summary>
/// The bridge of one network: a connector on one side, the server's bridge API on the other, a durable inbox and outbox between them (spec 11). Start it, stop
/// it, kill it: nothing that was acknowledged on either side is lost, and nothing is shown twice where the network drops repeats.
/// </summary>
public sealed class BridgeCore : IBridgeCore, IAsyncDisposable
{
    private static readonly TimeSpan KeepDone = TimeSpan.FromDays(30);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(6);
    private readonly BridgeContext bridge;
    private readonly Inbox inbox;
    private readonly GhostRegistry ghosts;
    private readonly StreamIntake intake;
    private readonly LaneScheduler inbound;
    private readonly LaneScheduler outbound;
    private readonly LaneScheduler reports;
    private readonly DailyCounts counts;
    private readonly CaptureReports captures;
    private readonly CancellationTokenSource stop = new();
    private Task background = Task.CompletedTask;
    private bool started;

    public BridgeCore(IConnector connector, BridgeSettings settings, TimeProvider time, ILoggerFactory loggers)
        : this(connector, settings, time, loggers, FaultPoints.None)
    {
    }

    internal BridgeCore(IConnector connector, BridgeSettings settings, TimeProvider time, ILoggerFactory loggers, FaultPoints faults)
    {
        var log = loggers.CreateLogger($"Interop.Bridges.{connector.Description.Network}");
        var store = BridgeStore.Open(Path.Combine(settings.DataFolder, connector.Description.Network + ".db"), faults);
        // After the store, which sees to it that no other process works in the folder.
        var spool = new FileSpool(Path.Combine(settings.DataFolder, connector.Description.Network + "-files"));
        bridge = new BridgeContext(connector, new BridgeApiClient(settings.Server, settings.Token), store, settings, new HealthBoard(time), time, log, spool);

        var directory = new UserDirectory(bridge);
        ghosts = new GhostRegistry(bridge, directory);
        var voice = new Voice(bridge);
        var notice = new RecordingNotice(bridge, voice);
        var membership = new Membership(bridge, ghosts);
        var making = new PortalMaking(bridge);
        var opener = new PortalOpener(bridge, directory, ghosts, notice, new PersonLocks(), making);
        var closing = new PortalClosing(bridge);
        var gate = new ObservationGate(bridge);
        var observation = new Observation(bridge, directory, ghosts, notice, membership, gate);

        inbox = new Inbox(bridge);
        var submission = new Submission(bridge, directory, notice, voice);
        var messages = new InboundMessages(bridge, directory, ghosts, opener, membership, new InboundFiles(bridge, voice), voice);
        var inboundFlow = new InboundFlow(
            bridge, inbox, new InboundBatch(bridge, messages, submission), messages,
            new InboundActs(bridge, directory, ghosts, opener, observation, membership, notice, closing, submission, voice),
            making);
        inbound = new LaneScheduler(Lanes("inbox", () => store.Read(InboxTable.WaitingRooms), inboundFlow.WorkAsync));

        var sender = new ReportSender(bridge);
        reports = new LaneScheduler(Lanes("reports", sender.WaitingLanes, sender.WorkAsync));
        var shown = new OutboundMessages(bridge, new Actors(bridge, directory, ghosts, membership), new MessageSender(bridge, new OutboundFiles(bridge)), voice);
        var outboundFlow = new OutboundFlow(
            bridge, opener, observation, shown,
            new OutboundState(bridge, directory, ghosts, membership, closing, notice, voice), voice, () => reports.Notify(ReportSender.LaneName));
        outbound = new LaneScheduler(Lanes("outbox", () => store.Read(OutboxTable.WaitingLanes), outboundFlow.WorkAsync));
        intake = new StreamIntake(bridge, gate);
        counts = new DailyCounts(bridge);
        captures = new CaptureReports(bridge);
    }

    /// <summary>How it is doing now.</summary>
    public BridgeHealth Health => bridge.Health.View(bridge.Network, inbox.Depth, bridge.Store.Read(OutboxTable.Depth), bridge.Store.Read(ReportTable.Depth));

    /// <summary>Starts the connector, then everything else. Neither the network nor the server need be reachable.</summary>
    /// <exception cref="ConnectorSettingsException">The connector can never work as it is set up.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await bridge.Connector.StartAsync(this, cancellationToken);
        started = true;
        background = Task.WhenAll(WorkAsync(stop.Token), PruneAsync(stop.Token));
    }

    /// <inheritdoc/>
    public async Task AcceptAsync(IReadOnlyList<InboundEvent> events, CancellationToken cancellationToken)
    {
        foreach (var room in await inbox.AcceptAsync(events, cancellationToken))
            inbound.Notify(room);
    }

    /// <inheritdoc/>
    public bool IsOwn(NativeUserId account) => bridge.IsOwn(account);

    /// <inheritdoc/>
    public Task<Ghost?> FindGhostAsync(NativeUserId account, CancellationToken cancellationToken) => ghosts.FindAsync(account, cancellationToken);

    /// <inheritdoc/>
    public Task<NativePortal?> FindPortalAsync(NativeRoomId room, CancellationToken cancellationToken) =>
        Task.FromResult(bridge.Store.Read(c => PortalTable.Find(c, room)) is { PortalState: not PortalState.Closed } row ? row.View() : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<NativePortal>> PortalsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<NativePortal>>([.. bridge.Store.Read(PortalTable.Open).Select(p => p.View())]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Ghost>> GhostsInAsync(NativeRoomId room, CancellationToken cancellationToken) =>
        Task.FromResult(bridge.Store.Read(c => PortalTable.GhostsIn(c, room)));

    /// <inheritdoc/>
    public Task<EventId?> FindEventAsync(NativeRoomId room, NativeEventId id, CancellationToken cancellationToken) =>
        Task.FromResult(bridge.Store.Read(c => NativeIdTable.Find(c, room, id))?.EventId);

    /// <inheritdoc/>
    public Task<NativeTarget?> FindTargetAsync(NativeRoomId room, NativeEventId id, CancellationToken cancellationToken) =>
        Task.FromResult(bridge.Store.Read(c => NativeIdTable.Find(c, room, id) is { } row ? NativeIdTable.Target(c, room, row.OriginalId) : null));

    /// <inheritdoc/>
    public Task<string?> RecallAsync(string key, CancellationToken cancellationToken) => Task.FromResult(bridge.Store.Read(c => NoteTable.Find(c, "connector/" + key)));

    /// <inheritdoc/>
    public Task RememberAsync(string key, string? value, CancellationToken cancellationToken) =>
        bridge.Store.WriteAsync("note", c => NoteTable.Set(c, "connector/" + key, value), cancellationToken);

    /// <inheritdoc/>
    public void ReportConnected()
    {
        if (!bridge.Health.Connected())
            return;
        Log.Connected(bridge.Log, bridge.Network);
        captures.Notify();
        outbound.RetryNow();
        inbound.RetryNow();
    }

    /// <inheritdoc/>
    public void ReportDisconnected(string why)
    {
        Log.Disconnected(bridge.Log, bridge.Network, why);
        if (bridge.Health.Disconnected(why))
            captures.Notify();
    }

    /// <summary>Asks the network now what it has of a day, UTC, and tells the server; without being asked the core does it once a day is over.</summary>
    internal Task CountAsync(DateOnly day, CancellationToken cancellationToken) => counts.CountAsync(day, cancellationToken);

    /// <summary>Stops: the connector first, then the lanes at their next durable step.</summary>
    public async ValueTask DisposeAsync()
    {
        if (started)
            await bridge.Connector.StopAsync(CancellationToken.None);
        await stop.CancelAsync();
        await background;
        await inbound.DisposeAsync();
        await outbound.DisposeAsync();
        await reports.DisposeAsync();
        await bridge.Connector.DisposeAsync();
        await bridge.Store.DisposeAsync();
        captures.Dispose();
        bridge.Api.Dispose();
        stop.Dispose();
    }

    private LaneScheduler.Settings Lanes(string name, Func<IReadOnlyList<string>> waiting, Func<string, CancellationToken, Task<LaneOutcome>> work) => new(
        name, waiting, work, bridge.Settings.LanesAtOnceMax, bridge.Settings.FirstPause, bridge.Settings.LastPause, bridge.Time, bridge.Log);

    /// <summary>The manifest goes before everything else (spec 11.1); the network's events are taken in meanwhile.</summary>
    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (!await DeclareAsync(cancellationToken))
            return;
        inbound.Start();
        outbound.Start();
        reports.Start();
        await Task.WhenAll(new ServerStream(bridge, intake, Notify, ServerIsBack).RunAsync(cancellationToken), counts.RunAsync(cancellationToken), captures.RunAsync(cancellationToken));
    }

    private void Notify(StreamIntake.Taken taken)
    {
        foreach (var lane in taken.Lanes)
            outbound.Notify(lane);
        if (taken.Reports)
            reports.Notify(ReportSender.LaneName);
    }

    private void ServerIsBack()
    {
        inbound.RetryNow();
        reports.RetryNow();
        outbound.RetryNow();
        captures.Notify();
    }

    /// <returns>False when the bridge was stopped before the server took the manifest.</returns>
    private async Task<bool> DeclareAsync(CancellationToken cancellationToken)
    {
        var manifest = ManifestOf.Connector(bridge.Connector, bridge.Settings);
        for (var failures = 1; ; failures++)
        {
            try
            {
                await bridge.Api.PutManifestAsync(manifest, cancellationToken);
                return true;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception exception) when (exception is ApiUnavailableException or ApiRefusedException)
            {
                bridge.Health.Failed($"manifest: {exception.Message}");
                Log.ServerUnavailable(bridge.Log, exception.Message);
            }
            await Quietly(Task.Delay(Backoff.Pause(failures, bridge.Settings.FirstPause, bridge.Settings.LastPause), bridge.Time, cancellationToken));
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var before = WireTime.Format(bridge.Time.GetUtcNow() - KeepDone);
            try
            {
                await bridge.Store.WriteAsync(
                    "prune",
                    c => InboxTable.Prune(c, before) + OutboxTable.Prune(c, before) + ExcerptTable.Prune(c, before) + NativeIdTable.PruneEchoes(c, before) + ToldTable.Prune(c, before),
                    CancellationToken.None);
            }
            catch (Exception exception) when (exception is Microsoft.Data.Sqlite.SqliteException or IOException)
            {
                // Old rows take room, they do no harm: the next round gets them.
                bridge.Health.Failed($"database: {exception.Message}");
                Log.PruneFailed(bridge.Log, exception);
            }
            await Quietly(Task.Delay(PruneEvery, bridge.Time, cancellationToken));
        }
    }

    /// <summary>A pause that ends early when the bridge stops.</summary>
    private static Task Quietly(Task pause) => pause.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
